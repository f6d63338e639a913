import dnsPacket from 'dns-packet'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answerQuery } from '../../../../src/sandbox/sensor/dns-server.ts'
import { NameTable } from '../../../../src/sandbox/sensor/name-table.ts'

const REGISTRIES = [
  { url: 'https://registry.example/', host: 'registry.example', port: 443, tls: true },
  { url: 'http://registry.example:8080/', host: 'registry.example', port: 8080, tls: false },
  { url: 'http://localhost:4873/', host: 'localhost', port: 4873, tls: false },
  { url: 'http://192.0.2.1/', host: '192.0.2.1', port: 80, tls: false },
]

function table() {
  const told: string[] = []
  return { told, names: new NameTable(REGISTRIES, (name, address) => told.push(`${name} ${address}`)) }
}

/** A query by hand: labels as they are. */
function query(
  labels: readonly (string | Buffer)[],
  type = 1,
  change: Readonly<Record<number, number>> = {},
): Buffer {
  const bytes = Buffer.concat([
    Buffer.from([0x12, 0x34, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0]),
    ...labels.flatMap((label) => [Buffer.from([label.length]), Buffer.from(label as string, 'latin1')]),
    Buffer.from([0, type >> 8, type & 255, 0, 1]),
  ])
  for (const [at, value] of Object.entries(change)) bytes[Number(at)] = value
  return bytes
}

const ask = (bytes: Uint8Array) => {
  const answer = answerQuery(bytes, table().names)
  return answer === null ? null : dnsPacket.decode(answer)
}
const data = (bytes: Uint8Array) =>
  (ask(bytes)?.answers ?? []).map((one) => ('data' in one ? one.data : null))

describe('answerQuery', () => {
  it.each([
    ['A', 1, ['198.18.1.0']],
    ['AAAA', 28, ['2001:2::100']],
    ['NS', 2, []],
    ['CNAME', 5, []],
    ['SOA', 6, []],
    ['NULL', 10, []],
    ['PTR', 12, []],
    ['MX', 15, []],
    ['TXT', 16, []],
    ['SRV', 33, []],
    ['SVCB', 64, []],
    ['HTTPS', 65, []],
    ['AXFR', 252, []],
    ['ANY', 255, []],
    ['65280', 65_280, []],
    ['0', 0, []],
  ])('%s', (_, type, answers) => {
    const answer = ask(query(['metrics', 'example'], type))
    expect([answer?.type, answer?.id, (answer?.flags ?? 0) & 15]).toEqual(['response', 0x1234, 0])
    expect(data(query(['metrics', 'example'], type))).toEqual(answers)
  })

  it('echoes the bytes of the question, with the case in which it came', () => {
    const asked = query(['MeTrIcS', 'eXaMpLe'])
    const answer = answerQuery(asked, table().names)
    expect(answer?.subarray(12, asked.length).equals(asked.subarray(12))).toBe(true)
  })

  it.each([
    ['a registry', ['registry', 'example'], ['198.18.0.1']],
    ['a registry in capitals', ['REGISTRY', 'EXAMPLE'], ['198.18.0.1']],
    ['one label with a dot in it', ['registry.example'], ['198.18.1.0']],
    ['a longer name that begins so', ['registry', 'example', 'attacker', 'test'], ['198.18.1.0']],
    ['one with a zero byte', ['registry', 'example\0'], ['198.18.1.0']],
    ['a name out of nothing', [], ['198.18.1.0']],
  ])('%s', (_, labels, answers) => expect(data(query(labels))).toEqual(answers))

  it('answers the first of several questions', () => {
    const two = Buffer.concat([query(['a', 'example'], 1, { 5: 2 }), query(['b', 'example']).subarray(12)])
    const answer = ask(two)
    expect(answer?.questions).toHaveLength(1)
    expect(answer?.questions?.[0]).toMatchObject({ name: 'a.example' })
  })

  it('passes over what comes behind the question', () => {
    const edns = Buffer.concat([
      query(['a', 'example'], 1, { 11: 1 }),
      Buffer.from([0, 0, 41, 16, 0, 0, 0, 0, 0, 0, 0]),
    ])
    const junk = Buffer.concat([query(['a', 'example'], 1, { 7: 9 }), Buffer.alloc(40, 0xff)])
    expect([ask(edns)?.additionals, data(junk)]).toEqual([[], ['198.18.1.0']])
  })

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a header alone', query([]).subarray(0, 12)],
    ['an answer', query(['a'], 1, { 2: 0x81 })],
    ['a name that ends early', query(['metrics', 'example']).subarray(0, 20)],
    ['a type that ends early', query(['a']).subarray(0, -3)],
    ['a pointer', query(['a'], 1, { 12: 0xc0 })],
    ['a pointer to itself', Buffer.concat([query([]).subarray(0, 12), Buffer.from([0xc0, 12, 0, 1, 0, 1])])],
    ['an unknown kind of label', query(['a'], 1, { 12: 0x40 })],
    ['a name that is too long', query(Array.from({ length: 8 }, () => 'x'.repeat(63)))],
  ])('says nothing to %s', (_, bytes) => expect(answerQuery(bytes, table().names)).toBeNull())

  it('throws for no bytes at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        const answer = answerQuery(bytes, table().names)
        if (answer !== null) expect(answer.length).toBeLessThan(700)
      }),
    )
  })
})

describe('NameTable', () => {
  it('gives each name its own address, and tells it once', () => {
    const { names, told } = table()
    expect([
      names.address('a.example', 4),
      names.address('b.example', 4),
      names.address('a.example', 4),
      names.address('a.example', 6),
    ]).toEqual(['198.18.1.0', '198.18.1.1', '198.18.1.0', '2001:2::100'])
    expect(told).toEqual([
      'a.example 198.18.1.0',
      'a.example 2001:2::100',
      'b.example 198.18.1.1',
      'b.example 2001:2::101',
    ])
  })

  it('has places for the registries, and tells nobody of them', () => {
    const { names, told } = table()
    expect(names.registries).toEqual([
      { host: 'registry.example', address: '198.18.0.1', port: 443 },
      { host: 'registry.example', address: '2001:2::1', port: 443 },
      { host: 'registry.example', address: '198.18.0.1', port: 8080 },
      { host: 'registry.example', address: '2001:2::1', port: 8080 },
      { host: 'localhost', address: '127.0.0.1', port: 4873 },
      { host: 'localhost', address: '::1', port: 4873 },
      { host: '192.0.2.1', address: '192.0.2.1', port: 80 },
    ])
    expect([names.address('registry.example', 6), names.address('localhost', 4), told]).toEqual([
      '2001:2::1',
      '127.0.0.1',
      [],
    ])
  })

  it('gives no address twice when there are no more', () => {
    const { names } = table()
    const given = new Set<string>()
    let none = 0
    for (let index = 0; index < 2 ** 17; index++) {
      const address = names.address(`n${index}.example`, 4)
      if (address === null) none += 1
      else given.add(address)
    }
    expect([given.size, none]).toEqual([2 ** 17 - 256, 256])
    expect([...given].every((address) => /^198\.1[89]\./.test(address))).toBe(true)
  })
})
