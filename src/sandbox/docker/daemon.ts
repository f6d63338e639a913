import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import Docker from 'dockerode'
import type { Probe } from '../sandbox.ts'
import { clientOptions } from './client-options.ts'
import { type DaemonPlace, daemonPlaces } from './daemon-places.ts'
import { reasonOf } from './failure.ts'

/** Docker 19.03, Podman 4: the first whose interface has all that a box is told. */
const LEAST_API_MINOR = 40
const ANSWER_MS = 5_000
/** A connection over ssh is made first. */
const SSH_ANSWER_MS = 20_000

/** A daemon that answers, and what it says of itself. */
export interface Daemon {
  readonly docker: Docker
  readonly place: DaemonPlace
  /** `Docker 20.10.24`, `Podman 4.3.1`. */
  readonly name: string
  readonly podman: boolean
  /** `amd64`, `arm64`. */
  readonly architecture: string
  readonly cpus: number
}

export type Refused = Extract<Probe, { works: false }> & { readonly place: DaemonPlace }

/** Tries each place in order; the first that answers, and why those before it did not. */
export async function findDaemon(
  places: readonly DaemonPlace[] = placesHere(),
): Promise<{ readonly daemon: Daemon | null; readonly refused: readonly Refused[] }> {
  const refused: Refused[] = []
  for (const place of places) {
    try {
      return { daemon: await connect(place), refused }
    } catch (error) {
      refused.push({ works: false, place, ...reasonOf(error, place) })
    }
  }
  return { daemon: null, refused }
}

export function placesHere(): DaemonPlace[] {
  return daemonPlaces({
    env: process.env,
    home: homedir(),
    platform: process.platform,
    uid: process.getuid?.() ?? null,
    exists: existsSync,
    read: (path) => {
      try {
        return readFileSync(path, 'utf8')
      } catch {
        return null
      }
    },
  })
}

/** What is asked first; @types/dockerode does not know that it can be given up. */
interface Asked {
  version(options: { abortSignal: AbortSignal }): Promise<Docker.DockerVersion>
  info(options: { abortSignal: AbortSignal }): Promise<{ readonly NCPU?: number }>
}

async function connect(place: DaemonPlace): Promise<Daemon> {
  const docker = client(clientOptions(place))
  const asked = docker as unknown as Asked
  const patience = place.url.startsWith('ssh:') ? SSH_ANSWER_MS : ANSWER_MS
  const version = await withinTime((options) => asked.version(options), patience)
  checkVersion(version)
  const podman = JSON.stringify(version.Components ?? '').includes('Podman')
  const { NCPU } = await withinTime((options) => asked.info(options), patience)
  return {
    docker,
    place,
    name: `${podman ? 'Podman' : 'Docker'} ${version.Version}`,
    podman,
    architecture: version.Arch,
    cpus: NCPU ?? 1,
  }
}

/** Whoever listens may be anybody, and answer anything. */
function checkVersion({ ApiVersion, Os }: Partial<Docker.DockerVersion>): void {
  const [major = 0, minor = 0] = (/^\d+\.\d+$/.exec(String(ApiVersion))?.[0] ?? '').split('.').map(Number)
  if (major === 0) throw new Error('what answers is no Docker daemon')
  if (major === 1 && minor < LEAST_API_MINOR) {
    throw new Error(`its API is ${ApiVersion}, 1.${LEAST_API_MINOR} or later is needed`)
  }
  if (Os !== 'linux') throw new Error(`it runs ${Os} containers, and Linux ones are needed`)
}

/** docker-modem reads DOCKER_HOST and, with it, DOCKER_CERT_PATH even when it is told everything: and throws if they are broken. */
function client(options: Docker.DockerOptions): Docker {
  const { DOCKER_HOST } = process.env
  delete process.env.DOCKER_HOST
  try {
    return new Docker(options)
  } finally {
    if (DOCKER_HOST !== undefined) process.env.DOCKER_HOST = DOCKER_HOST
  }
}

/** What takes too long is given up, so that its connection does not keep this process alive. */
async function withinTime<T>(
  ask: (options: { abortSignal: AbortSignal }) => Promise<T>,
  ms: number,
): Promise<T> {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), ms)
  try {
    return await ask({ abortSignal: controller.signal })
  } catch (error) {
    throw controller.signal.aborted ? new Error(`no answer within ${ms / 1000} s`) : error
  } finally {
    clearTimeout(timer)
  }
}
