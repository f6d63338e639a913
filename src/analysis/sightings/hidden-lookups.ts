import { dohQuestion, streamQuestions } from '../../decode/dns/doh.ts'
import type { DnsQuestion, Evidence, Run } from '../../model/index.ts'
import type { Attribution } from '../attribution.ts'
import type { Places } from '../places.ts'
import { cut } from '../text.ts'
import { knownPlace } from '../well-known.ts'
import type { Sighting } from './sighting.ts'
import { hostOfHeader, targetOf, whose } from './target.ts'

/** A name that was asked for inside TLS or HTTP, where the capture does not show it. */
export interface HiddenLookup {
  readonly run: Run | null
  readonly time: number
  readonly protocol: 'doh' | 'dot'
  readonly question: DnsQuestion
  /** Whom it was asked of. */
  readonly resolver: string
}

/** Names of one watch that are looked at: each question may hold 64. */
const MAX_LOOKUPS = 20_000

/** DNS over HTTPS and over TLS, as far as they were decrypted. */
export function hiddenLookups(
  evidence: Pick<Evidence, 'requests' | 'messages'>,
  places: Places,
  attribution: Attribution,
): readonly HiddenLookup[] {
  const overHttp = evidence.requests.flatMap((request): HiddenLookup[] => {
    const { time, destination } = request
    const questions = dohQuestion(request)?.questions ?? []
    if (questions.length === 0) return []
    const run = whose(request, attribution)
    const resolver = hostOfHeader(request.host) || (targetOf(destination, places).host ?? destination.address)
    return questions.map((question) => ({ run, time, protocol: 'doh', question, resolver }))
  })
  const overTls = (evidence.messages ?? []).flatMap((message): HiddenLookup[] => {
    if (message.protocol !== 'dot') return []
    const run = whose(message, attribution)
    const resolver =
      message.serverName || (targetOf(message.destination, places).host ?? message.destination.address)
    return streamQuestions(message.bytes).map((question) => ({
      ...{ run, time: message.time, protocol: 'dot', question, resolver },
    }))
  })
  return [...overHttp, ...overTls].slice(0, MAX_LOOKUPS)
}

/** Whoever asks this way has gone out of its way: no name is harmless but the registry's. */
export function hiddenLookupSightings(lookups: readonly HiddenLookup[], places: Places): readonly Sighting[] {
  return lookups.flatMap(({ run, time, protocol, question, resolver }): Sighting[] => {
    if (places.isRegistryHost(question.name)) return []
    return [
      {
        kind: 'lookup',
        run,
        time,
        severity: 'suspicious',
        host: question.name,
        ...{ address: null, port: null, transport: 'dns', protocol, times: 1 },
        place: knownPlace(question.name),
        fact: `${question.type} of ${cut(resolver, MAX_RESOLVER)} over ${OVER[protocol]}`,
      },
    ]
  })
}

const MAX_RESOLVER = 100
const OVER = { doh: 'HTTPS', dot: 'TLS' } as const
