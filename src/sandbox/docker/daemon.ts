import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import Docker from 'dockerode'
import type { Probe } from '../sandbox.ts'
import { type DaemonPlace, daemonPlaces } from './daemon-places.ts'
import { reasonOf } from './failure.ts'
import { sshAgent } from './ssh-agent.ts'

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

async function connect(place: DaemonPlace): Promise<Daemon> {
  const docker = new Docker(optionsOf(place))
  const patience = place.url.startsWith('ssh:') ? SSH_ANSWER_MS : ANSWER_MS
  const version = await withinTime(docker.version(), patience)
  const [major = 0, minor = 0] = version.ApiVersion.split('.').map(Number)
  if (major === 1 && minor < LEAST_API_MINOR) {
    throw new Error(`its API is ${version.ApiVersion}, 1.${LEAST_API_MINOR} or later is needed`)
  }
  if (version.Os !== 'linux') throw new Error(`it runs ${version.Os} containers, and Linux ones are needed`)
  const podman = JSON.stringify(version.Components ?? '').includes('Podman')
  const { NCPU } = (await withinTime(docker.info(), patience)) as { NCPU?: number }
  return {
    docker,
    place,
    name: `${podman ? 'Podman' : 'Docker'} ${version.Version}`,
    podman,
    architecture: version.Arch,
    cpus: NCPU ?? 1,
  }
}

/** Everything is said, so that no variable of the environment is read behind our back. */
function optionsOf({ url, certificates }: DaemonPlace): Docker.DockerOptions {
  const [scheme = '', rest = ''] = url.includes('://') ? url.split('://', 2) : ['tcp', url]
  const none = { host: undefined, port: undefined, socketPath: undefined, protocol: undefined }
  switch (scheme) {
    case 'unix':
    case 'npipe':
      return { ...none, socketPath: rest, protocol: 'http' } as Docker.DockerOptions
    case 'ssh':
      return {
        ...none,
        host: 'http://daemon',
        protocol: 'http',
        agent: sshAgent(url),
      } as Docker.DockerOptions
    case 'tcp':
    case 'http':
    case 'https': {
      const { hostname, port } = new URL(`http://${rest}`)
      const secured = certificates !== null || scheme === 'https'
      return {
        ...none,
        host: hostname,
        port: port || (secured ? 2376 : 2375),
        protocol: secured ? 'https' : 'http',
        ...(certificates === null ? {} : certificatesIn(certificates)),
      } as Docker.DockerOptions
    }
    default:
      throw new Error(url === '' ? 'there is no such context' : `${url} is no address of a daemon`)
  }
}

function certificatesIn(folder: string): { ca?: Buffer; cert?: Buffer; key?: Buffer } {
  return Object.fromEntries(
    ['ca', 'cert', 'key'].flatMap((name) => {
      const path = join(folder, `${name}.pem`)
      return existsSync(path) ? [[name, readFileSync(path)]] : []
    }),
  )
}

async function withinTime<T>(answer: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms / 1000} s`)), ms)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
