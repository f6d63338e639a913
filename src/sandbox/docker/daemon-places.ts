import { createHash } from 'node:crypto'
import { posix, win32 } from 'node:path'

/** Where a daemon may be. `url` is `unix://…`, `npipe://…`, `tcp://…`, `http://…`, `https://…` or `ssh://…`. */
export interface DaemonPlace {
  readonly url: string
  /** What said so: `DOCKER_HOST`, `context colima`, `default socket`. */
  readonly from: string
  /** Folder with ca.pem, cert.pem and key.pem; null without TLS. */
  readonly certificates: string | null
  /** Chosen by the user: when it does not work, no other is tried. */
  readonly chosen: boolean
}

export interface PlaceFacts {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
  readonly platform: string
  readonly uid: number | null
  /** Text of a file; null when it cannot be read. */
  readonly read: (path: string) => string | null
  /** Whether there is something at this path. */
  readonly exists: (path: string) => boolean
}

/**
 * The places in the order in which the Docker command line looks for them: `DOCKER_HOST`, the context that is chosen
 * (`DOCKER_CONTEXT`, then `docker context use`), the default sockets; then those of what else offers the same
 * interface. Contexts: https://docs.docker.com/engine/manage-resources/contexts/
 */
export function daemonPlaces(facts: PlaceFacts): DaemonPlace[] {
  const { env } = facts
  if (env.DOCKER_HOST) {
    const secured = Boolean(env.DOCKER_TLS_VERIFY) || env.DOCKER_HOST.startsWith('https://')
    const certificates = secured ? env.DOCKER_CERT_PATH || configFolder(facts) : null
    return [{ url: env.DOCKER_HOST, from: 'DOCKER_HOST', certificates, chosen: true }]
  }
  const context = contextPlace(facts)
  return context ? [context] : defaultSockets(facts)
}

function contextPlace(facts: PlaceFacts): DaemonPlace | null {
  const folder = configFolder(facts)
  const path = facts.platform === 'win32' ? win32 : posix
  const name = facts.env.DOCKER_CONTEXT || currentContext(facts.read(path.join(folder, 'config.json')))
  if (!name || name === 'default') return null
  const id = createHash('sha256').update(name).digest('hex')
  const meta = parse(facts.read(path.join(folder, 'contexts', 'meta', id, 'meta.json')))
  const endpoints = meta?.Endpoints as { docker?: { Host?: unknown } } | undefined
  const url = endpoints?.docker?.Host
  const from = `context ${name}`
  if (typeof url !== 'string' || url === '') return { url: '', from, certificates: null, chosen: true }
  const tls = path.join(folder, 'contexts', 'tls', id, 'docker')
  return { url, from, certificates: facts.exists(tls) ? tls : null, chosen: true }
}

/** A variable that is set to nothing is not set, here as for the Docker command line. */
function configFolder(facts: PlaceFacts): string {
  return facts.env.DOCKER_CONFIG || inHome(facts, '.docker')
}

function currentContext(config: string | null): string | null {
  const name = parse(config)?.currentContext
  return typeof name === 'string' ? name : null
}

function defaultSockets(facts: PlaceFacts): DaemonPlace[] {
  const { env, uid, platform } = facts
  if (platform === 'win32') return [place('npipe:////./pipe/docker_engine', 'default pipe')]
  const runtime = env.XDG_RUNTIME_DIR || (uid === null ? null : `/run/user/${uid}`)
  const sockets: (readonly [path: string | null, from: string])[] = [
    ['/var/run/docker.sock', 'default socket'],
    [inHome(facts, '.docker/run/docker.sock'), 'Docker Desktop'],
    [inHome(facts, '.docker/desktop/docker.sock'), 'Docker Desktop'],
    [runtime && `${runtime}/docker.sock`, 'rootless Docker'],
    [inHome(facts, '.colima/default/docker.sock'), 'Colima'],
    [inHome(facts, '.config/colima/default/docker.sock'), 'Colima'],
    [inHome(facts, '.rd/docker.sock'), 'Rancher Desktop'],
    [inHome(facts, '.orbstack/run/docker.sock'), 'OrbStack'],
    [runtime && `${runtime}/podman/podman.sock`, 'Podman'],
    ['/run/podman/podman.sock', 'Podman'],
    [inHome(facts, '.local/share/containers/podman/machine/podman.sock'), 'Podman'],
  ]
  const present = sockets.filter((entry): entry is [string, string] =>
    Boolean(entry[0] && facts.exists(entry[0])),
  )
  const found = present.map(([path, from]) => place(`unix://${path}`, from))
  // The usual place is named even where nothing is: so that it is said what was looked for.
  return found.length > 0 ? found : [place('unix:///var/run/docker.sock', 'default socket')]
}

function place(url: string, from: string): DaemonPlace {
  return { url, from, certificates: null, chosen: false }
}

function inHome({ home, platform }: PlaceFacts, path: string): string {
  return (platform === 'win32' ? win32 : posix).join(home, path)
}

function parse(text: string | null): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
