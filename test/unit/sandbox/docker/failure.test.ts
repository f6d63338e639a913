import { describe, expect, it } from 'vitest'
import type { DaemonPlace } from '../../../../src/sandbox/docker/daemon-places.ts'
import { reasonOf } from '../../../../src/sandbox/docker/failure.ts'

const place = (url: string, from: string): DaemonPlace => ({ url, from, certificates: null, chosen: false })
const SOCKET = place('unix:///var/run/docker.sock', 'default socket')
const FAR = place('tcp://10.0.0.1', 'DOCKER_HOST')
const error = (code: string, more: object = {}) =>
  Object.assign(new Error(`words of ${code}`), { code, ...more })
const CONNECT = { syscall: 'connect' }
const facts = (platform: string) => ({ platform, isRoot: false, has: () => true })

const CASES: readonly (readonly [name: string, unknown, DaemonPlace, detail: RegExp, fix: RegExp | null])[] =
  [
    [
      'nothing is there',
      error('ENOENT'),
      SOCKET,
      /not running: there is no \/var\/run\/docker.sock/,
      /systemctl start docker/,
    ],
    ['nobody listens', error('ECONNREFUSED'), SOCKET, /nobody listens at \/var/, /systemctl start docker/],
    [
      'nobody listens at DOCKER_HOST',
      error('ECONNREFUSED'),
      FAR,
      /nobody listens at tcp.*\(DOCKER_HOST\)/,
      /unset DOCKER_HOST/,
    ],
    [
      'Colima sleeps',
      error('ECONNREFUSED'),
      place('unix:///c.sock', 'Colima'),
      /nobody listens/,
      /colima start/,
    ],
    [
      "Colima's context sleeps",
      error('ENOENT'),
      place('unix:///c.sock', 'context colima'),
      /context colima/,
      /colima start/,
    ],
    ['Podman sleeps', error('ENOENT'), place('unix:///p.sock', 'Podman'), /not running/, /podman.socket/],
    [
      'a socket is forbidden',
      error('EACCES', CONNECT),
      SOCKET,
      /permission denied on \/var/,
      /usermod -aG docker/,
    ],
    ['a socket is not permitted', error('EPERM', CONNECT), SOCKET, /permission denied/, /usermod -aG docker/],
    [
      "root's Podman is forbidden",
      error('EACCES', CONNECT),
      place('unix:///p.sock', 'Podman'),
      /permission denied/,
      /--user/,
    ],
    [
      'a key is forbidden',
      error('EACCES', { syscall: 'open', path: '/k/key.pem' }),
      FAR,
      /permission denied on \/k\/key.pem/,
      null,
    ],
    ['there is no such host', error('ENOTFOUND'), FAR, /no such host/, /docker context ls/],
    ['no name server answers', error('EAI_AGAIN'), FAR, /no such host/, /docker context ls/],
    [
      'a certificate of somebody else',
      error('UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
      FAR,
      /words/,
      /DOCKER_CERT_PATH/,
    ],
    ['a certificate that signs itself', error('SELF_SIGNED_CERT_IN_CHAIN'), FAR, /words/, /DOCKER_CERT_PATH/],
    [
      'a certificate for another name',
      error('ERR_TLS_CERT_ALTNAME_INVALID'),
      FAR,
      /words/,
      /DOCKER_CERT_PATH/,
    ],
    [
      'a daemon that wants a certificate',
      error('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'),
      FAR,
      /words/,
      /DOCKER_CERT_PATH/,
    ],
    [
      'a daemon that wants TLS',
      new Error('Client sent an HTTP request to an HTTPS server.'),
      FAR,
      /HTTPS/,
      /DOCKER_TLS_VERIFY/,
    ],
    ['an old one', new Error('its API is 1.30, 1.40 or later is needed'), SOCKET, /1\.30/, /update Docker/],
    [
      'Windows containers',
      new Error('it runs windows containers, and Linux ones are needed'),
      SOCKET,
      /windows/,
      /Linux containers/,
    ],
    [
      'no such context',
      new Error('there is no such context'),
      place('', 'context x'),
      /nothing \(context x\)/,
      /docker context ls/,
    ],
    ['no daemon', new Error('Parse Error: Expected HTTP/'), FAR, /Parse Error/, /docker context ls/],
    ['what nobody has thought of', error('EXYZ'), SOCKET, /docker.sock: words of EXYZ/, null],
    ['what is no error', 'just words', SOCKET, /just words/, null],
    ['nothing at all', undefined, SOCKET, /undefined/, null],
  ]

describe('a reason', () => {
  it.each(CASES)('%s', (_name, thrown, where, detail, fix) => {
    const reason = reasonOf(thrown, where, facts('linux'))
    expect(reason.detail).toMatch(detail)
    if (fix === null) expect(reason.fix).toBeNull()
    else expect(reason.fix).toMatch(fix)
  })

  it.each(['darwin', 'win32'])('on %s Docker Desktop is what is started', (platform) => {
    expect(reasonOf(error('ENOENT'), SOCKET, facts(platform)).fix).toBe('start Docker Desktop')
  })
})
