import type { Finding, VerdictKind } from '../../src/model/index.ts'
import { find, placeOf } from './match.ts'
import type { EngineName, Outcome, Threat } from './threat.ts'

/** What a run saw of a threat: what the page is made of. */
export interface Result {
  readonly engine: EngineName
  readonly id: string
  readonly name: string
  readonly title: string
  readonly notSeen: string | null
  readonly note: string | null
  readonly verdict: VerdictKind
  readonly seen: readonly Seen[]
}

interface Seen {
  readonly code: string
  /** Host, address or file. */
  readonly what: string
  /** `name@version script`. */
  readonly whose: string
}

/** Of the findings that were expected, as they came. */
export function resultOf(threat: Threat, engine: EngineName, { report }: Outcome): Result {
  const found = threat.findings.flatMap((expected) => find(threat, expected, report) ?? [])
  const { id, name, title, notSeen = null, note = null } = threat
  return { engine, id, name, title, notSeen, note, verdict: report.verdict, seen: found.map(seenOf) }
}

function seenOf(finding: Finding): Seen {
  const place = placeOf(finding)
  const what = place === undefined ? finding.detail : withPort(place, finding)
  return { code: finding.code, what, whose: whoseOf(finding) }
}

function withPort(place: string, { port, protocol }: Finding): string {
  return `${place}${port === undefined ? '' : ` port ${port}`}${protocol === null ? '' : ` (${protocol})`}`
}

function whoseOf({ package: name, version, script }: Finding): string {
  if (name === null) return 'the scan'
  return [version === null ? name : `${name}@${version}`, ...(script === null ? [] : [script])].join(' ')
}
