import { randomBytes } from 'node:crypto'
import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { analyse } from '../../../../src/analysis/analyse.ts'
import type { Evidence, Finding, SeenMessage } from '../../../../src/model/index.ts'
import { plantDecoys } from '../../../../src/pipeline/decoys/plant.ts'
import { at, datagram, evidenceOf, INVENTED, query, request } from '../evidence.ts'

const { canaries } = plantDecoys({
  random: (bytes) => randomBytes(bytes),
  registry: 'https://registry.example/',
  user: 'ann',
  hostName: 'desk',
})

const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')
const bytesOf = (text: string) => Buffer.from(text, 'latin1')
const base64 = (text: string) => bytesOf(text).toString('base64')
const percent = (text: string) =>
  text.replaceAll(/./gs, (character) => `%${bytesOf(character).toString('hex')}`)
const reverse = (text: string) => [...text].reverse().join('')
const base32 = (text: string) => {
  const bits = [...bytesOf(text)].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const groups = bits.match(/.{1,5}/g) ?? []
  return groups
    .map((group) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(group.padEnd(5, '0'), 2)])
    .join('')
}

const HASTE = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }

/** Every encoding of THREATS C5, and some that are two. `binary`: not every place can hold it. */
const ENCODINGS: [name: string, encode: (text: string) => string, binary?: boolean][] = [
  ['plain', (text) => text],
  ['base64', base64],
  ['base64, one byte further', (text) => base64(`x${text}`)],
  ['base64, two bytes further', (text) => base64(`xy${text}`)],
  ['base64url', (text) => bytesOf(text).toString('base64url')],
  ['base64 twice', (text) => base64(base64(text))],
  ['hex', (text) => bytesOf(text).toString('hex')],
  ['HEX', (text) => bytesOf(text).toString('hex').toUpperCase()],
  ['URL-encoded', percent],
  ['URL-encoded twice', (text) => encodeURIComponent(percent(text))],
  ['reversed', reverse],
  ['reversed, base64', (text) => base64(reverse(text))],
  ['base32', base32],
  ['escaped', (text) => text.replaceAll(/./gs, (one) => `\\u00${bytesOf(one).toString('hex')}`)],
  ['UTF-16', (text) => latin1(Buffer.from(text, 'utf16le')), true],
  ['gzip', (text) => latin1(gzipSync(text)), true],
  ['deflate', (text) => latin1(deflateSync(text)), true],
  ['raw deflate', (text) => latin1(deflateRawSync(text)), true],
  ['brotli', (text) => latin1(brotliCompressSync(text)), true],
  ['brotli in haste', (text) => latin1(brotliCompressSync(text, HASTE)), true],
  ['gzip, base64', (text) => base64(latin1(gzipSync(text)))],
  ['gzip, hex', (text) => bytesOf(latin1(gzipSync(text))).toString('hex')],
  ['half of it', (text) => text.slice(0, -Math.floor(text.length / 2) || undefined)],
]

const to = at(`${INVENTED}:443`)
const message = (text: string, protocol: string): SeenMessage => ({
  ...{ time: 101, run: 1, source: at('198.18.0.1:40000'), destination: to, secure: false, serverName: null },
  ...{ protocol, bytes: bytesOf(text), length: text.length },
})

/** A text cut into labels of names below one domain, with what else is usually in them. */
function names(text: string, labels: number, numbered: boolean): string[] {
  const parts = text.match(/.{1,50}/gs) ?? []
  const rows: string[] = []
  for (let from = 0; from < parts.length; from += labels) {
    const number = numbered ? [String(from / labels)] : []
    rows.push([...number, ...parts.slice(from, from + labels), 'metrics', 'example'].join('\0'))
  }
  return rows
}

const asked = (rows: readonly string[]): Partial<Evidence> => ({
  network: rows.flatMap((row, index) => {
    const labels = row.split('\0')
    const one = query(labels.join('.').toLowerCase(), { time: 101 + index / 1000 })
    const question = { name: labels.join('.').toLowerCase(), type: 'A', labels }
    return [
      { ...one, questions: [question] },
      { ...one, questions: [{ ...question, type: 'AAAA' }] },
    ]
  }),
})

/** Every way out. `text`: it cannot hold every byte, so what is binary goes as hex. */
const CHANNELS: [name: string, send: (text: string) => Partial<Evidence>, text?: boolean][] = [
  ['DNS labels', (text) => asked(names(text, 1, false)), true],
  ['DNS labels, three a name, numbered', (text) => asked(names(text, 3, true)), true],
  ['URL', (text) => ({ requests: [request(to, { path: `/collect/${text}/end?x=1` })] }), true],
  ['query', (text) => ({ requests: [request(to, { path: `/i?v=2&d=${text}` })] }), true],
  ['header', (text) => ({ requests: [request(to, { headers: [['User-Agent', `node ${text}`]] })] }), true],
  ['body', (text) => ({ requests: [request(to, { body: bytesOf(text) })] })],
  ['WebSocket', (text) => ({ messages: [message(text, 'websocket')] })],
  ['raw TCP', (text) => ({ messages: [message(text, 'tcp')] })],
]

const sentIn = (change: Partial<Evidence>): readonly Finding[] =>
  analyse(evidenceOf({ canaries, ...change })).findings.filter(({ code }) => code === 'canary-sent')

describe.each(CHANNELS)('by %s', (_name, send, isText) => {
  it.each(ENCODINGS)('every credential is found: %s', (_encoding, encode, binary) => {
    for (const canary of canaries) {
      const isHalf = _encoding === 'half of it'
      if (isHalf && canary.value.length < 32) continue
      const encoded = encode(isHalf ? canary.value : `{"t":"${canary.value}","n":1}`)
      // DNS names are read without case by some servers: what depends on it is hex there.
      const carried =
        isText && (binary || /[^ -~]/.test(encoded)) ? bytesOf(encoded).toString('hex') : encoded
      const found = sentIn(send(carried))
      expect(
        found.map(({ detail }) => detail).join('\n'),
        `${canary.name}: ${carried.slice(0, 200)}`,
      ).toContain(`your ${canary.name} (a decoy)`)
      expect(found[0]).toMatchObject({
        severity: 'malicious',
        package: 'p1',
        script: 'postinstall',
        phase: 'install',
      })
    }
  })
})

describe('what else is found', () => {
  const [canary = { name: '', value: '', issuers: [] }] = canaries

  it('a value that is cut over several requests', () => {
    const parts = canary.value.match(/.{1,9}/g) ?? []
    const requests = parts.map((part, index) =>
      request(to, { time: 101 + index, path: `/p/${index}/${part}` }),
    )
    expect(sentIn({ requests })).toHaveLength(1)
  })

  it('a password of Basic authorization', () => {
    const headers: [string, string][] = [['Authorization', `Basic ${base64(`a:${canary.value}`)}`]]
    expect(sentIn({ requests: [request(to, { headers })] })).toHaveLength(1)
  })

  it('the path of a registry read', () => {
    const read = {
      time: 101,
      run: 1,
      method: 'GET',
      host: 'registry.example',
      path: `/${canary.value}`,
      outcome: 'served' as const,
    }
    expect(sentIn({ registryRequests: [read] })).toMatchObject([{ package: 'p1' }])
  })

  it('a datagram', () => {
    const event = { ...datagram(at('192.0.2.9:9999')), firstBytes: bytesOf(canary.value) }
    expect(sentIn({ network: [event] })).toMatchObject([{ address: '192.0.2.9', protocol: 'udp' }])
  })
})

describe('what is hidden', () => {
  const [canary = { name: '', value: '', issuers: [] }] = canaries

  it('by a bomb behind it', () => {
    const bomb = gzipSync(Buffer.concat([bytesOf(canary.value), Buffer.alloc(64 * 1024 * 1024)]))
    expect(sentIn({ requests: [request(to, { body: bomb })] })).toHaveLength(1)
  })

  const uploaded = (body: Uint8Array, more = 0) =>
    analyse(
      evidenceOf({ canaries, requests: [request(to, { body, bodyLength: body.length + more })] }),
    ).findings.filter(({ code }) => code === 'canary-sent' || code === 'watch-incomplete')
  const filler = (count: number) =>
    Array.from({ length: count }, () => randomBytes(21).toString('base64')).join(' ')

  it('behind ten thousand words of base64', () => {
    const body = bytesOf(`${filler(10_000)} ${base64(`a:${canary.value}`)}`)
    expect(uploaded(body)).toMatchObject([{ code: 'canary-sent' }])
  })

  it('behind a hundred beginnings of gzip', () => {
    const heads = Buffer.concat(Array.from({ length: 100 }, () => bytesOf('\x1f\x8b\x08\0\0\0\0\0\0\x03~')))
    const body = Buffer.concat([heads, gzipSync(bytesOf(canary.value))])
    expect(uploaded(body)).toMatchObject([{ code: 'canary-sent' }])
  })

  it('behind noise that is no text', () => {
    const text = Buffer.concat([randomBytes(3_000), bytesOf(` ${base64(`a:${canary.value}`)} `.repeat(20))])
    expect(uploaded(bytesOf(text.toString('base64')))).toMatchObject([{ code: 'canary-sent' }])
  })

  it.each([
    ['more than is kept', () => uploaded(bytesOf('x'), 2 ** 20)],
    ['a thousand beginnings of gzip', () => uploaded(bytesOf('\x1f\x8b\x08\0\0\0\0\0\0\x03~'.repeat(1_000)))],
    ['a bomb that hides what comes behind it', () => uploaded(gzipSync(Buffer.alloc(64 * 1024 * 1024)))],
  ])('what may be behind %s is not clean', (_what, found) => {
    expect(found()).toMatchObject([
      {
        code: 'watch-incomplete',
        severity: 'inconclusive',
        package: 'p1',
        detail: expect.stringMatching(/^evidence-limit: more was sent than is searched for credentials/),
      },
    ])
  })

  it('a megabyte of noise is read whole', () => {
    const noise = randomBytes(2 ** 20)
    for (const body of [noise, bytesOf(noise.toString('base64').slice(0, 2 ** 20))])
      expect(uploaded(body)).toEqual([])
  })

  it('by a Host header that names the issuer, at an address', () => {
    const token = canaries.find(({ issuers }) => issuers.includes('api.github.com'))
    const address = at('203.0.113.5:443')
    const headers: [string, string][] = [['Authorization', `Bearer ${token?.value}`]]
    expect(sentIn({ requests: [request(address, { host: 'api.github.com', headers })] })).toMatchObject([
      { severity: 'malicious', address: '203.0.113.5' },
    ])
  })
})

describe('what is none', () => {
  it('a token that goes to the one that issued it is told, and is no theft', () => {
    const token = canaries.find(({ issuers }) => issuers.includes('api.github.com'))
    const headers: [string, string][] = [['Authorization', `Bearer ${token?.value}`]]
    const [found, ...more] = sentIn({
      names: [{ address: INVENTED, name: 'api.github.com' }],
      requests: [request(to, { host: 'api.github.com', headers })],
    })
    expect(more).toEqual([])
    expect(found).toMatchObject({ severity: 'suspicious', host: 'api.github.com' })
    expect(found?.detail).toMatch(
      /^your GitHub token \(a decoy\) in the header Authorization .*: it goes to the one that issued it$/,
    )
  })

  it('ten megabytes of noise, of every alphabet', () => {
    const noise = randomBytes(2_500_000)
    for (const text of [
      latin1(noise),
      noise.toString('base64'),
      noise.toString('hex'),
      noise.toString('base64url'),
    ]) {
      expect(sentIn({ requests: [request(to, { body: bytesOf(text.slice(0, 2_500_000)) })] })).toEqual([])
    }
  })

  it('what all keys of a kind have in common', () => {
    const { files } = plantDecoys({ random: randomBytes, registry: '', user: 'ann', hostName: 'desk' })
    const others = files.map(({ text }) => text).join('\n')
    expect(sentIn({ requests: [request(to, { body: bytesOf(others) })] })).toEqual([])
  })
})

it('finds it in ten megabytes, and ends', () => {
  const filler = 'lorem ipsum dolor sit amet '.repeat(40_000)
  const body = bytesOf(`${filler}${base64(`xx${canaries[2]?.value}`)}${filler}`.padEnd(10_000_000, ' '))
  expect(sentIn({ requests: [request(to, { body })] })).toHaveLength(1)
})
