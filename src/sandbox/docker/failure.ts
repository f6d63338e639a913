import type { DaemonPlace } from './daemon-places.ts'
import { type StartFacts, startFacts, startLine } from './start-line.ts'

export interface Reason {
  readonly detail: string
  /** What to type. */
  readonly fix: string | null
}

/** Why a daemon could not be used, in words, and what to type. */
export function reasonOf(error: unknown, place: DaemonPlace, facts: StartFacts = startFacts()): Reason {
  const where = nameOf(place)
  const { url } = place
  const text = (error instanceof Error ? error.message : String(error)).trim()
  const { code, syscall, path } = (error ?? {}) as { code?: unknown; syscall?: unknown; path?: unknown }
  switch (code) {
    case 'ENOENT':
      return { detail: `not running: there is no ${where}`, fix: startLine(place.from, facts) }
    case 'ECONNREFUSED':
      return { detail: `not running: nobody listens at ${where}`, fix: startLine(place.from, facts) }
    case 'EACCES':
    case 'EPERM':
      // A key is as forbidden as a socket.
      return syscall === 'connect'
        ? { detail: `permission denied on ${where}`, fix: permissionLine(place) }
        : { detail: `${where}: permission denied on ${path}`, fix: null }
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return { detail: `${where}: no such host`, fix: 'docker context ls' }
    default:
      return { detail: `${where}: ${text}`, fix: sshLine(url, text) ?? fixOf(text, String(code)) }
  }
}

function nameOf({ url, from }: DaemonPlace): string {
  return from.startsWith('context') || from === 'DOCKER_HOST'
    ? `${url || 'nothing'} (${from})`
    : url.replace(/^unix:\/\//, '')
}

/** The group of Podman's socket is root's: there each user has a socket of their own. */
function permissionLine({ from }: DaemonPlace): string {
  return from === 'Podman'
    ? 'systemctl --user start podman.socket'
    : 'sudo usermod -aG docker $USER   (then log in again)'
}

/** What asks for a password, a key or a yes is answered by hand, once. */
function sshLine(url: string, text: string): string | null {
  if (!url.startsWith('ssh://') || !/ssh ended|no answer/.test(text)) return null
  const { username, hostname, port } = new URL(url)
  return `ssh ${port && `-p ${port} `}${username && `${username}@`}${hostname} docker version`
}

const FIXES: readonly (readonly [said: RegExp, fix: string])[] = [
  [/API is/, 'update Docker to 19.03 or later'],
  [/containers, and Linux/, 'switch Docker Desktop to Linux containers'],
  [/cannot be started/, 'sudo apt-get install openssh-client'],
  [
    /no such context|no address of a daemon|no Docker daemon|no answer|Parse Error|HTTP code 404|hang up|ECONNRESET|EPIPE|Invalid URL/,
    'docker context ls',
  ],
  [/CERT|VERIFY_LEAF|ALTNAME/, 'export DOCKER_CERT_PATH=FOLDER   (with ca.pem, cert.pem and key.pem)'],
  [/HTTP request to an HTTPS server/, 'export DOCKER_TLS_VERIFY=1'],
]

function fixOf(text: string, code: string): string | null {
  return FIXES.find(([said]) => said.test(text) || said.test(code))?.[1] ?? null
}
