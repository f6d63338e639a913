import type { Finding, FindingCode, Run, Severity } from '../../model/index.ts'
import { groupBy } from '../group.ts'
import type { SubjectOf } from '../subject.ts'

/** One look at one packet or request. Several sightings of one thing become one finding. */
export interface Sighting {
  readonly kind: 'lookup' | 'contact'
  readonly run: Run | null
  readonly time: number
  readonly severity: Extract<Severity, 'info' | 'suspicious'>
  /** The name; null for a bare address. */
  readonly host: string | null
  readonly address: string | null
  readonly port: number | null
  readonly transport: 'udp' | 'tcp' | 'ip' | 'dns'
  readonly protocol: string
  /** 1 for what happened (a query, a connection, a datagram), 0 for what is only known more of it. */
  readonly times: 0 | 1
  /** What the place is known for: `cloud metadata`. */
  readonly place: string | null
  /** What is known of it, in short. */
  readonly fact: string | null
}

/** The best known protocol is told: who sees the request inside need not hear of TCP. */
const RANK: Readonly<Record<string, number>> = {
  ...{ tcp: 0, udp: 0, tls: 2, http: 3, https: 4, websocket: 5 },
}
const OTHER_RANK = 1
/** So many facts make a sentence; the rest is counted. */
const MAX_FACTS = 5

/** One finding for each subject, host or address, port and transport. */
export function mergeSightings(
  subjectOf: SubjectOf,
  sightings: readonly Sighting[],
  code: FindingCode,
): readonly Finding[] {
  const groups = groupBy(sightings, ({ run, kind, host, address, port, transport }) => {
    const { package: name, version, script, phase } = subjectOf(run)
    return JSON.stringify([name, version, script, phase, kind, host, address, port, transport])
  })
  return groups.map((group) => findingOf(subjectOf, group, code))
}

function findingOf(
  subjectOf: SubjectOf,
  group: readonly [Sighting, ...Sighting[]],
  code: FindingCode,
): Finding {
  const [first] = group
  const best = group.reduce((a, b) => (rankOf(b) > rankOf(a) ? b : a))
  return {
    code,
    severity: group.some((one) => one.severity === 'suspicious') ? 'suspicious' : 'info',
    ...subjectOf(first.run),
    ...(first.host === null ? {} : { host: first.host }),
    ...(first.address === null ? {} : { address: first.address }),
    ...(first.port === null ? {} : { port: first.port }),
    protocol: best.protocol,
    detail: detailOf(group),
    time: group.reduce((time, one) => Math.min(time, one.time), first.time),
    count: Math.max(
      1,
      group.reduce((sum, one) => sum + one.times, 0),
    ),
  }
}

function rankOf({ protocol }: Sighting): number {
  return RANK[protocol] ?? OTHER_RANK
}

function detailOf(group: readonly [Sighting, ...Sighting[]]): string {
  const facts = [...new Set(group.flatMap((one) => one.fact ?? []))]
  const more = facts.length - MAX_FACTS
  const place = group[0].place
  const told = [...(place === null ? [] : [place]), ...facts.slice(0, MAX_FACTS)].join('; ')
  return told + (more > 0 ? `; ${more} more` : '')
}
