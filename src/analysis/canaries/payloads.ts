import type { Run } from '../../model/index.ts'
import { groupBy } from '../group.ts'
import type { Scene } from '../scene.ts'
import { targetOf, whose } from '../sightings/target.ts'
import { cut } from '../text.ts'
import { dnsTexts } from './dns-texts.ts'

/** Something that left a process, in which a canary may be. */
export interface Payload {
  readonly run: Run | null
  readonly time: number
  readonly host: string | null
  readonly address: string | null
  readonly port: number | null
  readonly protocol: string
  /** `the body of POST https://…`. Hostile, cut. */
  readonly where: string
  /** Bytes as Latin-1. */
  readonly text: string
  /** More was sent than was kept. */
  readonly isCut?: boolean
}

/** So much of one conversation is put together. */
const JOINED_MAX = 4 * 1024 * 1024

/** Everything that was sent, part by part, and what comes out when the parts of one place are put together. */
export function payloadsOf(scene: Scene): readonly Payload[] {
  const parts = [...requestParts(scene), ...messageParts(scene), ...registryParts(scene), ...rawParts(scene)]
  return [...parts, ...joined(parts), ...lookups(scene)]
}

function requestParts({ evidence, places, attribution }: Scene): readonly Payload[] {
  return evidence.requests.flatMap((request) => {
    const { time, destination, scheme, method, host, path, headers, body, bodyLength } = request
    const run = whose(request, attribution)
    const target = targetOf(destination, places)
    // Where it went is what was looked up: a Host header says what the package likes.
    const at = { run, time, ...target, protocol: scheme }
    const line = `${cut(method, 20)} ${scheme}://${cut(host, 100)}${cut(path, 80)}`
    return [
      { ...at, where: `the address of ${line}`, text: `${host}${path}` },
      ...headers.map(([name, value]) => ({
        ...at,
        where: `the header ${cut(name, 40)} of ${line}`,
        text: `${name}: ${basicAuth(name, value)}`,
      })),
      {
        ...at,
        where: `the body of ${line}`,
        text: Buffer.from(body).toString('latin1'),
        isCut: bodyLength > body.length,
      },
    ]
  })
}

/** `Basic` is base64 that is too short for the search in long texts, and always base64. */
function basicAuth(name: string, value: string): string {
  const encoded = /^basic\s+([a-z0-9+/=]+)$/i.exec(value)?.[1]
  if (encoded === undefined || !/authorization$/i.test(name)) return value
  return `${value} ${Buffer.from(encoded, 'base64').toString('latin1')}`
}

function messageParts({ evidence, places, attribution }: Scene): readonly Payload[] {
  return (evidence.messages ?? []).map((message) => {
    const { time, destination, protocol, bytes, length } = message
    const run = whose(message, attribution)
    const target = targetOf(destination, places)
    return {
      ...{ run, time, ...target, protocol },
      where: `what was sent over ${protocol}`,
      text: Buffer.from(bytes).toString('latin1'),
      isCut: length > bytes.length,
    }
  })
}

/** A read that is served could carry something out in its path. */
function registryParts({ evidence, attribution }: Scene): readonly Payload[] {
  return evidence.registryRequests.map(({ run, time, method, host, path }) => ({
    run: attribution.ofRun(run, time),
    ...{ time, host, address: null, port: null, protocol: 'https' },
    where: `${cut(method, 20)} ${cut(path, 80)} to the registry`,
    text: path,
  }))
}

/** Datagrams and packets that no server of ours answers. */
function rawParts({ news, places }: Scene): readonly Payload[] {
  return news.flatMap(({ event, run }) => {
    if (event.kind !== 'udp-datagram' && event.kind !== 'other-ip' && event.kind !== 'tcp-data') return []
    const bytes = event.firstBytes
    if (bytes === undefined) return []
    const protocol =
      event.kind === 'udp-datagram' ? 'udp' : event.kind === 'tcp-data' ? 'tcp' : event.name.toLowerCase()
    return [
      {
        ...{ run, time: event.time, ...targetOf(event.destination, places), protocol },
        where: `what was sent over ${protocol}`,
        text: Buffer.from(bytes).toString('latin1'),
        // What goes over TCP is read whole where it is answered, and told there.
        isCut: event.kind === 'udp-datagram' && event.length > bytes.length,
      },
    ]
  })
}

/** A value that was cut over several requests to one place: the same part of each, in the order of time. */
function joined(parts: readonly Payload[]): readonly Payload[] {
  const groups = groupBy(parts, ({ run, host, address, port, where }) =>
    JSON.stringify([run?.id, host, address, port, kindOf(where)]),
  )
  return groups.flatMap((group) => {
    if (group.length < 2) return []
    const sorted = [...group].sort((a, b) => a.time - b.time)
    const joinedText = sorted.map(({ text }) => text).join('')
    const isCut = joinedText.length > JOINED_MAX
    const whole = { ...group[0], where: `${group.length} parts: ${group[0].where}`, isCut }
    return [
      { ...whole, text: joinedText.slice(0, JOINED_MAX) },
      // What is in front of each part (a path, a name, a number) is the same every time.
      {
        ...whole,
        text: sorted
          .map(({ text }) => lastWord(text))
          .join('')
          .slice(0, JOINED_MAX),
      },
    ]
  })
}

/** `the body`, `the header x-part`. */
function kindOf(where: string): string {
  return where.replace(/ of .*$/s, '')
}

/** Behind the last separator: `/part/3/abcd` and `?d=abcd` give `abcd`. */
function lastWord(text: string): string {
  return /[^/?&=:\s"',.]*["'\s]*$/.exec(text.slice(-4_096))?.[0].replaceAll(/["'\s]/g, '') ?? ''
}

function lookups({ news, hidden }: Scene): readonly Payload[] {
  const asked = [
    ...news.flatMap(({ event, run }) =>
      event.kind === 'dns-query'
        ? event.questions.map((question) => ({ run, time: event.time, question }))
        : [],
    ),
    ...hidden,
  ]
  return groupBy(asked, ({ run }) => String(run?.id)).flatMap((group) =>
    dnsTexts(group.map(({ question }) => question.labels)).flatMap(({ suffix, texts }) =>
      [...new Set(texts)].map((text) => ({
        run: group[0].run,
        ...{
          time: group[0].time,
          host: suffix.split('.').slice(-2).join('.'),
          address: null,
          port: null,
          protocol: 'dns',
        },
        where: `names below ${suffix}`,
        text,
      })),
    ),
  )
}
