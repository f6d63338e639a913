import fc from 'fast-check'
import { expect, test } from 'vitest'
import { classify } from '../../../../src/decode/first-bytes/classify.ts'
import { offerText } from '../../../helpers/decoded.ts'
import { alpn, ascii, type Bytes, clientHello, concat, helloExtension } from '../../../helpers/packets.ts'

const http = (text: string): Bytes => ascii(text.replaceAll('\n', '\r\n'))
const hello = clientHello('example.test')

test.each<[string, Bytes, string, string | null]>([
  ['TLS', hello, 'tls', 'example.test'],
  ['TLS, upper case and a trailing dot', clientHello('EXAMPLE.test.'), 'tls', 'example.test'],
  ['TLS, a name that is no text', clientHello('a\x1b[2Jb'), 'tls', 'a\\027[2jb'],
  ['TLS, an empty name', clientHello(''), 'tls', null],
  ['TLS, a server name that is too long for its extension', hello.with(hello.length - 13, 99), 'tls', null],
  ['a handshake record that is no ClientHello', hello.with(5, 2), 'unknown', null],
  ['HTTP', http('GET / HTTP/1.1\nHost: example.test\n\n'), 'http', 'example.test'],
  [
    'HTTP, header names in any case',
    http('POST /x HTTP/1.1\nA: b\nhOsT:example.test\n\n'),
    'http',
    'example.test',
  ],
  ['HTTP, a port', http('GET / HTTP/1.1\nHost: example.test:81\n\n'), 'http', 'example.test'],
  ['HTTP, IPv6', http('GET / HTTP/1.1\nHost: [2001:db8::1]:81\n\n'), 'http', '2001:db8::1'],
  ['HTTP, bare line feeds', ascii('GET / HTTP/1.1\nHost: example.test\n\n'), 'http', 'example.test'],
  [
    'HTTP, absolute target before Host',
    http('GET http://u:p@real.test/x HTTP/1.1\nHost: decoy.test\n\n'),
    'http',
    'real.test',
  ],
  ['HTTP, CONNECT', http('CONNECT example.test:443 HTTP/1.1\n\n'), 'http', 'example.test'],
  ['HTTP, no Host', http('GET / HTTP/1.0\n\n'), 'http', null],
  ['HTTP, an empty Host', http('GET / HTTP/1.1\nHost:\n\n'), 'http', null],
  ['HTTP/2', http('PRI * HTTP/2.0\n\nSM\n\n'), 'http', null],
  ['SSH', ascii('SSH-2.0-x'), 'ssh', null],
  ['lower case', ascii('get / http'), 'unknown', null],
  ['two letters', ascii('HI there'), 'unknown', null],
  ['empty', new Uint8Array(0), 'unknown', null],
])('%s', (_name, bytes, protocol, host) => {
  expect(classify(bytes, 0, bytes.length)).toMatchObject({ protocol, host })
})

test.each<[string, Bytes, string]>([
  ['protocols', clientHello('a.test', 16_384, alpn('h2', '\x0a\x0a', 'http/1.1')), 'ALPN h2, http/1.1'],
  ['a list that is longer than its extension', clientHello('a.test', 16_384, alpn('h2').with(6, 99)), ''],
  [
    'an encrypted ClientHello inside',
    clientHello('front.test', 16_384, concat(alpn('h2'), helloExtension(0xfe0d, new Uint8Array(4)))),
    'ALPN h2 ECH',
  ],
  ['nothing more', hello, ''],
])('a ClientHello tells %s', (_name, bytes, offer) => {
  expect(offerText(classify(bytes, 0, bytes.length).tls)).toBe(offer)
})

test.each<[string, Bytes, string | null]>([
  ['WebSocket', http('GET / HTTP/1.1\nHost: a.test\nUPGRADE:  WebSocket\n\n'), 'WebSocket'],
  ['another upgrade', http('GET / HTTP/1.1\nHost: a.test\nUpgrade: h2c\n\n'), null],
  ['HTTP/2', http('PRI * HTTP/2.0\n\nSM\n\n'), 'HTTP/2'],
])('HTTP tells of %s', (_name, bytes, note) => {
  expect(classify(bytes, 0, bytes.length).note).toBe(note)
})

test('a ClientHello cut at every byte: more is wanted, or it is no TLS yet', () => {
  for (let length = 0; length < hello.length; length++) {
    const { protocol, host, wanted } = classify(hello, 0, length)
    expect(host).toBeNull()
    if (length < 3) expect(protocol).toBe('unknown')
    else expect(wanted).toBeGreaterThan(length)
  }
})

test('any bytes, whole or cut', () => {
  const beginnings = [
    hello,
    http('GET / HTTP/1.1\nHost: a'),
    ascii('CONNECT '),
    concat([5, 2, 0, 2, 1, 1, 0x61, 1, 0x62, 5, 1, 0, 3, 6], ascii('a.test'), [0, 80]),
    concat([4, 1, 0, 80, 0, 0, 0, 1], ascii('me\0a.test\0')),
    ascii('NICK a\r\nUSER a 0 * :b\r\n'),
    ascii('{"id":1,"method":"mining.subscribe","params":[]}\n'),
  ]
  fc.assert(
    fc.property(
      fc.constantFrom(...beginnings),
      fc.nat(90),
      fc.uint8Array({ maxLength: 200 }),
      (begin, length, rest) => {
        const bytes = concat(begin.subarray(0, length), rest)
        const { wanted } = classify(bytes, 0, bytes.length)
        expect(wanted === 0 || wanted > bytes.length).toBe(true)
      },
    ),
    { numRuns: 3000 },
  )
})
