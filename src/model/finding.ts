import type { Phase } from './evidence.ts'
import type { InstallScript } from './package.ts'

export type Severity = 'info' | 'suspicious' | 'malicious' | 'inconclusive'

/** Closed list: a finding is a code and its arguments; its sentence lives in src/report/messages.ts. */
export type FindingCode =
  /** A name was asked of DNS that is no configured registry. */
  | 'foreign-lookup'
  /** A connection, a datagram or any other packet went to something that is no configured registry. */
  | 'foreign-contact'
  /** A request to a registry that no installation needs, and that would change something. */
  | 'registry-write'
  /** A read from a registry that no resolution needs. */
  | 'registry-read'
  /** The package does not come from a configured registry. */
  | 'foreign-source'
  /** The tarball's own manifest differs from what the registry says of it. */
  | 'manifest-mismatch'
  /** A value of a decoy credential left the box. */
  | 'canary-sent'
  /** A file that holds a decoy credential was read. */
  | 'canary-read'
  /** A file of the user's was changed. */
  | 'file-changed'
  /** A file of the user's was deleted. */
  | 'file-deleted'
  /** Files of another package were changed, or its own manifest. */
  | 'package-changed'
  /** Traffic that no process could be found for. */
  | 'unattributed-traffic'
  /** A process outlived the installation. */
  | 'process-survived'
  /** A script failed in the box although it contacted nobody: what it does further on was not seen. */
  | 'script-failed'
  /** Packets that could not be read. */
  | 'malformed-traffic'
  /** A fault of the watch; `detail` is the FaultCode, and behind it (`: …`) what is known of the cause. */
  | 'watch-incomplete'

/** By the compiler's word all of them. */
export const FINDING_CODES: Readonly<Record<FindingCode, true>> = {
  'foreign-lookup': true,
  'foreign-contact': true,
  'registry-write': true,
  'registry-read': true,
  'foreign-source': true,
  'manifest-mismatch': true,
  'canary-sent': true,
  'canary-read': true,
  'file-changed': true,
  'file-deleted': true,
  'package-changed': true,
  'unattributed-traffic': true,
  'process-survived': true,
  'script-failed': true,
  'malformed-traffic': true,
  'watch-incomplete': true,
}

export interface Finding {
  readonly code: FindingCode
  readonly severity: Severity
  readonly phase: Phase | null
  /** Null when the finding belongs to no package: the whole scan. */
  readonly package: string | null
  readonly version: string | null
  readonly script: InstallScript | 'import' | 'bin' | null
  /** `name@version` from the project's own dependency to the package. */
  readonly path: readonly string[]
  /** Lower case, no trailing dot. */
  readonly host?: string
  /** Canonical text. */
  readonly address?: string
  readonly port?: number
  /** `dns`, `tcp`, `udp`, `tls`, `http`, `https`, `icmp`, … */
  readonly protocol: string | null
  /** Facts in short, made of numbers and hostile text alike: escape before printing. */
  readonly detail: string
  /** When it happened first, seconds since 1970; null when it did not happen at a moment. */
  readonly time: number | null
  /** How often it happened. */
  readonly count: number
  /** Seen only under these circumstances, of a deeper watch: `in CI`. */
  readonly condition?: string
  /** Set by the verdict: policy or a decision allows it. */
  readonly allowed?: boolean
}

/** A DNS question with its asker. */
export interface AttributedQuery {
  readonly name: string
  readonly type: string
  readonly package: string | null
  readonly version: string | null
  readonly script: InstallScript | 'import' | 'bin' | null
  /** Seconds since 1970. */
  readonly time: number
}
