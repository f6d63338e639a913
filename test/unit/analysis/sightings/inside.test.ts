import { describe, expect, it } from 'vitest'
import { analyse } from '../../../../src/analysis/analyse.ts'
import type { Evidence, SeenMessage } from '../../../../src/model/index.ts'
import { at, evidenceOf, INVENTED, REGISTRY, RESOLVER, request } from '../evidence.ts'

const named = at(`${INVENTED}:443`)
const framed = (name: string) => {
  const message = question(name)
  return Buffer.concat([Buffer.from([message.length >> 8, message.length & 255]), message])
}
const question = (name: string) =>
  Buffer.concat([
    Buffer.from([0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
    ...name.split('.').flatMap((label) => [Buffer.from([label.length]), Buffer.from(label)]),
    Buffer.from([0, 0, 1, 0, 1]),
  ])

function message(to: Evidence['own'][number], change: Partial<SeenMessage> = {}): SeenMessage {
  const bytes = change.bytes ?? Buffer.from('hello')
  return {
    ...{ time: 101.2, run: 1, source: { address: to.address, port: 40_000 }, destination: to },
    ...{ secure: false, serverName: null, protocol: 'tcp', length: bytes.length },
    ...change,
    bytes,
  }
}

function told(change: Partial<Evidence>): string[] {
  return analyse(evidenceOf(change)).findings.map(
    ({ code, severity, package: name, host, address, port, protocol, detail }) =>
      `${code} ${severity} ${name} ${host ?? address}${port === undefined ? '' : `:${port}`} ${protocol} | ${detail}`,
  )
}
const doh = (path: string, host = 'doh.example') =>
  request(named, { method: 'GET', host, path, bodyLength: 0 })
const contact = (rest: string) => `foreign-contact suspicious p1 ${rest}`

interface Case {
  readonly name: string
  readonly change: Partial<Evidence>
  readonly expected: readonly string[]
}

const CASES: readonly Case[] = [
  {
    name: 'a name over HTTPS, and whom it was asked of',
    change: { requests: [doh('/dns-query?name=x.example&type=TXT', 'metrics.example')] },
    expected: [
      contact('metrics.example:443 https | GET https://metrics.example/dns-query?name=x.example&type=TXT'),
      'foreign-lookup suspicious p1 x.example doh | TXT of metrics.example over HTTPS',
    ],
  },
  {
    name: "the registry's name over HTTPS is no news, that it was asked so is",
    change: { requests: [doh('/dns-query?name=registry.example', 'metrics.example')] },
    expected: [
      contact('metrics.example:443 https | GET https://metrics.example/dns-query?name=registry.example'),
    ],
  },
  {
    name: 'names over TLS',
    change: {
      messages: [
        message(at(`${INVENTED}:853`), {
          ...{ secure: true, serverName: 'dot.example', protocol: 'dot' },
          bytes: Buffer.concat([framed('x.example'), framed('y.example')]),
        }),
      ],
    },
    expected: [
      contact('metrics.example:853 dot | '),
      'foreign-lookup suspicious p1 x.example dot | A of dot.example over TLS',
      'foreign-lookup suspicious p1 y.example dot | A of dot.example over TLS',
    ],
  },
  {
    name: 'the name of TLS where another is asked for inside',
    change: {
      requests: [request(named, { host: 'hidden.example', serverName: 'metrics.example', bodyLength: 0 })],
    },
    expected: [
      contact(
        'hidden.example:443 https | POST https://hidden.example/i behind the server name metrics.example',
      ),
      contact(
        'metrics.example:443 https | POST https://hidden.example/i behind the server name metrics.example',
      ),
    ],
  },
  {
    name: 'the same name in other letters is no front',
    change: {
      requests: [
        request(named, { host: 'Metrics.example:443', serverName: 'metrics.example', bodyLength: 0 }),
      ],
    },
    expected: [contact('metrics.example:443 https | POST https://Metrics.example:443/i')],
  },
  {
    name: 'what is said in a WebSocket, inside TLS, to a mail server',
    change: {
      messages: [
        message(named, { secure: true, serverName: 'metrics.example', protocol: 'websocket' }),
        message(at('192.0.2.1:443'), { secure: true, serverName: '', protocol: 'tls' }),
        message(at('192.0.2.2:25'), { protocol: 'smtp' }),
      ],
    },
    expected: [
      contact('192.0.2.1:443 tls | says "hello" inside TLS, 5 B'),
      contact('192.0.2.2:25 smtp | says "hello" in answer to us, 5 B'),
      contact('metrics.example:443 websocket | says "hello" in a WebSocket, 5 B'),
    ],
  },
  {
    name: 'that nothing was read, and why',
    change: {
      messages: (['certificate-refused', 'left-silent', 'handshake-failed'] as const).map((unread, index) =>
        message(at(`192.0.2.${index + 1}:443`), {
          ...{ secure: true, serverName: 'x.example', protocol: 'tls', bytes: Buffer.alloc(0), unread },
        }),
      ),
    },
    expected: [
      contact('192.0.2.1:443 tls | refused our certificate: content not seen'),
      contact('192.0.2.2:443 tls | left when it had seen our certificate: content not seen'),
      contact('192.0.2.3:443 tls | TLS could not be opened: content not seen'),
    ],
  },
  {
    name: "nothing of the registry and of the box's own resolver",
    change: { messages: [message(REGISTRY, { protocol: 'tls', secure: true }), message(RESOLVER)] },
    expected: [],
  },
]

describe('what is said inside connections', () => {
  it.each(CASES)('$name', ({ change, expected }) => {
    expect(told(change).sort()).toEqual([...expected].sort())
  })

  it('names over HTTPS are among the queries, with who asked', () => {
    expect(analyse(evidenceOf({ requests: [doh('/resolve?name=x.example')] })).queries).toEqual([
      expect.objectContaining({ name: 'x.example', type: 'A', package: 'p1', script: 'postinstall' }),
    ])
  })

  it('a credential in the labels of such names is proof', () => {
    const canary = { name: 'npm token', value: 'abcdefghijklmnopqrstuvwx', issuers: [] }
    const { findings } = analyse(
      evidenceOf({
        canaries: [canary],
        messages: [
          message(at('192.0.2.53:853'), {
            ...{ secure: true, serverName: 'dot.example', protocol: 'dot' },
            bytes: Buffer.concat([framed('abcdefghijkl.t.example'), framed('mnopqrstuvwx.t.example')]),
          }),
        ],
      }),
    )
    expect(findings.find(({ code }) => code === 'canary-sent')).toMatchObject({
      severity: 'malicious',
      host: 't.example',
    })
  })
})
