import type { CaptureSummary } from '../model/index.ts'

/** A name that was asked for, all its queries together. */
export interface QueriedName {
  readonly name: string
  readonly types: readonly string[]
  readonly count: number
  /** `address:port` of whoever was asked. */
  readonly servers: readonly string[]
  /** Seconds since 1970. */
  readonly first: number
  readonly registry: boolean
}

/** A place that packets went to. */
export interface CapturedContact {
  readonly address: string
  readonly port: number
  /** `tls`, `http`, `ssh`, `dns`, `tcp` (connected, nothing said), `quic`, `udp`, `icmp-echo-request`, … */
  readonly protocol: string
  /** What the client called it (SNI, Host): its own word, not a proof. */
  readonly host: string | null
  readonly count: number
  readonly first: number
  readonly registry: boolean
}

/** What `dsca pcap --json` prints. */
export interface CaptureReport {
  readonly schemaVersion: 1
  readonly file: string
  readonly registries: readonly string[]
  readonly summary: CaptureSummary
  readonly queries: readonly QueriedName[]
  readonly contacts: readonly CapturedContact[]
  /** What could not be read, by code. */
  readonly malformed: readonly { readonly code: string; readonly count: number; readonly first: number }[]
  /** The lists are bounded; what found no room in them is counted. */
  readonly limits: {
    readonly entries: number
    readonly queriesLeftOut: number
    readonly contactsLeftOut: number
  }
}
