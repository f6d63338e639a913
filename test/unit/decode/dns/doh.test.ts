import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dohQuestion, streamQuestions } from '../../../../src/decode/dns/doh.ts'

/** A question for an address, by hand. */
const query = (name: string, flags = 1, type = 1) =>
  Buffer.concat([
    Buffer.from([0, 7, flags, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
    ...name.split('.').flatMap((label) => [Buffer.from([label.length]), Buffer.from(label)]),
    Buffer.from([0, 0, type, 0, 1]),
  ])
const request = (path: string, more: object = {}) => ({
  ...{ method: 'GET', path, headers: [], body: new Uint8Array(0) },
  ...more,
})
const url64 = (bytes: Buffer) => bytes.toString('base64url')
const A = query('a.example')
const MESSAGE = { headers: [['Content-Type', 'application/dns-message']] }
const accepts = { headers: [['accept', 'application/dns-json']] }

/** What is asked, and the names and types that come out; null where it is no question. */
const CASES: readonly (readonly [
  name: string,
  request: ReturnType<typeof request>,
  told: readonly string[] | null,
])[] = [
  ['binary in the path', request(`/dns-query?dns=${url64(A)}`), ['a.example A']],
  [
    'binary, padded, wherever',
    request(`/x?ct=1&dns=${encodeURIComponent(A.toString('base64'))}`),
    ['a.example A'],
  ],
  ['binary, sent', request('/', { method: 'POST', body: A, ...MESSAGE }), ['a.example A']],
  ['sent as something else', request('/', { method: 'POST', body: A }), null],
  ['JSON', request('/resolve?name=B.example.&type=TXT'), ['b.example TXT']],
  ['JSON by number', request('/dns-query?name=b.example&type=28'), ['b.example AAAA']],
  ['JSON of an unknown number', request('/resolve?name=b.example&type=65280'), ['b.example TYPE65280']],
  ['JSON without a type', request('/any?name=b.example', accepts), ['b.example A']],
  ['a form that has a name', request('/users?name=bob&type=admin'), null],
  ['an empty name', request('/resolve?name=&type=A'), null],
  ['a type that is none', request('/resolve?name=b.example&type=A%20B'), null],
  ['an answer', request(`/dns-query?dns=${url64(query('a.example', 0x81))}`), null],
  ['a word', request('/dns-query?dns=hello'), null],
  ['a message that is cut off', request(`/dns-query?dns=${url64(A.subarray(0, 16))}`), null],
  ['no query at all', request('/dns-query'), null],
  ['something deleted', request(`/dns-query?dns=${url64(A)}`, { method: 'DELETE' }), null],
]

describe('dohQuestion', () => {
  it.each(CASES)('%s', (_name, asked, told) => {
    const found = dohQuestion(asked as Parameters<typeof dohQuestion>[0])
    expect(found?.questions.map(({ name, type }) => `${name} ${type}`) ?? null).toEqual(told)
  })

  it('keeps the labels, for what is said in them', () => {
    expect(dohQuestion(request(`/?dns=${url64(query('AbC.x.example'))}`))?.questions[0].labels).toEqual([
      'AbC',
      'x',
      'example',
    ])
  })

  it('throws at nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.string(), (body, path) => {
        dohQuestion({ method: 'POST', path, headers: MESSAGE.headers as [string, string][], body })
        dohQuestion({ method: 'GET', path: `/?dns=${url64(Buffer.from(body))}&${path}`, headers: [], body })
        dohQuestion({ method: 'GET', path: `/resolve?name=${path}`, headers: [], body })
      }),
    )
  })
})

describe('streamQuestions', () => {
  const framed = (bytes: Buffer) =>
    Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes])
  const names = (bytes: Buffer) => streamQuestions(bytes).map(({ name }) => name)

  it('reads one message behind the other', () => {
    expect(names(Buffer.concat([framed(A), framed(query('b.example'))]))).toEqual(['a.example', 'b.example'])
  })
  it('goes on behind what is none', () => {
    expect(names(Buffer.concat([framed(Buffer.from('junk')), framed(A)]))).toEqual(['a.example'])
  })
  it('reads the question of a last message that is cut behind it', () => {
    expect(names(framed(Buffer.concat([A, Buffer.alloc(20)])).subarray(0, A.length + 2))).toEqual([
      'a.example',
    ])
  })
  it('never reads a question out of the next message', () => {
    expect(names(Buffer.concat([framed(A.subarray(0, 14)), framed(query('b.example'))]))).toEqual([
      'b.example',
    ])
  })
  it('ends with empty messages too', () => {
    expect(names(Buffer.alloc(64 * 1024))).toEqual([])
  })
  it('throws at nothing', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => void streamQuestions(bytes)))
  })
})
