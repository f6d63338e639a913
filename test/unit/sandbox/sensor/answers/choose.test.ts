import dnsPacket from 'dns-packet'
import { describe, expect, it } from 'vitest'
import type { SeenRequest } from '../../../../../src/model/index.ts'
import { answerTo } from '../../../../../src/sandbox/sensor/answers/choose.ts'
import { madeUpMetadata } from '../../../../../src/sandbox/sensor/answers/made-up.ts'
import { NameTable } from '../../../../../src/sandbox/sensor/name-table.ts'

const METADATA = {
  ...{ accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret-of-the-role' },
  ...{ token: 'token-of-the-role', session: 'session-token' },
}
const INVENTED = '198.18.1.0'

function seen(url: string, more: Partial<SeenRequest> = {}): SeenRequest {
  const { protocol, host, hostname, pathname, search } = new URL(url)
  const address = /^[\d.]+$|^\[/.test(hostname) ? hostname.replace(/[[\]]/g, '') : INVENTED
  return {
    ...{ time: 1, run: 1, source: { address: '127.0.0.1', port: 40_000 } },
    ...{ destination: { address, port: 80 }, scheme: protocol === 'https:' ? 'https' : 'http' },
    ...{ method: 'GET', host, path: pathname + search, headers: [], bodyLength: 0, body: new Uint8Array(0) },
    ...more,
  }
}
const names = () => new NameTable([], () => {})
const answer = (url: string, more: Partial<SeenRequest> = {}) =>
  answerTo(seen(url, more), { names: names(), metadata: METADATA, now: () => Date.UTC(2026, 0, 1) })

const AWS = 'http://169.254.169.254/latest'
const ROLES = `${AWS}/meta-data/iam/security-credentials`

/** Request, status, and what the body must have. */
const CASES: [string, string, number, RegExp, Partial<SeenRequest>?][] = [
  ['a download', 'https://files.example/tool.tgz', 404, /^Not Found$/],
  ['something sent', 'https://collect.example/', 200, /^\{\}$/, { method: 'POST' }],
  [
    'a login',
    'https://api.example/login',
    200,
    /^\{\}$/,
    { method: 'POST', headers: [['authorization', 'Bearer x']] },
  ],
  ['the session of IMDSv2', `${AWS}/api/token`, 200, /^session-token$/, { method: 'PUT' }],
  ['the session, only put', `${AWS}/api/token`, 404, /Not Found/],
  ['the role', `${ROLES}/`, 200, /^app-server-role$/],
  [
    'its credentials',
    `${ROLES}/app-server-role`,
    200,
    /"SecretAccessKey":"secret-of-the-role","Token":"token-of-the-role"/,
  ],
  ['credentials of any role', `${ROLES}/other`, 200, /"Code":"Success"/],
  ['over IPv6', 'http://[fd00:ec2::254]/latest/meta-data/instance-id', 200, /^i-0/],
  ['a container', 'http://169.254.170.2/v2/credentials/0f', 200, /secret-of-the-role/],
  [
    'Alibaba',
    'http://100.100.100.200/latest/meta-data/ram/security-credentials/r',
    200,
    /secret-of-the-role/,
  ],
  ['what is not there', `${AWS}/user-data`, 404, /Not Found/],
  [
    'Google',
    'http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token',
    200,
    /"access_token":"token-of-the-role"/,
  ],
  [
    'Azure',
    'http://169.254.169.254/metadata/identity/oauth2/token?resource=x',
    200,
    /"access_token":"token-of-the-role"/,
  ],
  ['a public address, as text', 'https://icanhazip.com/', 200, /^203\.0\.113\.42\n$/],
  ['as JSON', 'https://api.ipify.org/?format=json', 200, /"ip":"203\.0\.113\.42"/],
  ['and where that is', 'http://ip-api.com/json/', 200, /"country":"DE"/],
  ['ifconfig.me/ip', 'https://ifconfig.me/ip', 200, /^203\.0\.113\.42\n$/],
  ['a name that only sounds alike', 'https://zip.example/', 404, /Not Found/],
  ['another', 'https://ship.example/tip', 404, /Not Found/],
]

describe('answerTo', () => {
  for (const [name, url, status, body, more] of CASES) {
    it(name, () => {
      const said = answer(url, more)
      expect([said.status, String(said.body)]).toEqual([status, expect.stringMatching(body)])
    })
  }

  it('never refuses', () => {
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])
      for (const [, url] of CASES) expect([401, 403]).not.toContain(answer(url, { method }).status)
  })

  it('says that it is Google, which its clients insist on', () => {
    const { headers } = answer('http://metadata.google.internal/computeMetadata/v1/')
    expect(headers['metadata-flavor']).toBe('Google')
  })

  it.each(['A', 'AAAA'] as const)('a name over HTTPS (%s), as our own DNS server would', (type) => {
    const query = dnsPacket.encode({
      type: 'query',
      id: 9,
      flags: 256,
      questions: [{ type, name: 'a.example' }],
    })
    const { status, headers, body } = answer('https://doh.example/dns-query', {
      ...{ method: 'POST', headers: [['content-type', 'application/dns-message']], body: query },
    })
    expect([status, headers['content-type']]).toEqual([200, 'application/dns-message'])
    const { id, answers = [] } = dnsPacket.decode(Buffer.from(body))
    expect([id, answers]).toEqual([9, [expect.objectContaining({ type, name: 'a.example' })]])
  })

  it('a name over HTTPS in JSON', () => {
    const { body } = answer('https://doh.example/resolve?name=a.example&type=A')
    expect(JSON.parse(String(body))).toMatchObject({
      ...{ Status: 0, Question: [{ name: 'a.example.', type: 1 }] },
      Answer: [{ name: 'a.example.', type: 1, data: names().address('a.example', 4) }],
    })
    expect(
      JSON.parse(String(answer('https://doh.example/resolve?name=a.example&type=TXT').body)),
    ).not.toHaveProperty('Answer')
  })
})

describe('credentials that nobody planted', () => {
  it('look like those of a role', () => {
    const { accessKeyId, secretAccessKey, token } = madeUpMetadata((bytes) => Buffer.alloc(bytes, 0xfb))
    expect(accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/)
    expect([secretAccessKey.length, token.length > 300]).toEqual([40, true])
  })
})
