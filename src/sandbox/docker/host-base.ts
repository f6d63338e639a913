import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { follow } from './build-output.ts'
import type { Daemon } from './daemon.ts'
import { DOCKER_FOLDER } from './docker-folder.ts'
import { ownLabels } from './labels.ts'

/** What `docker` calls the machine's architectures. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' }

/** A base image out of what is installed here: no image registry is asked. Returns its id. */
export async function importHostBase(
  { docker, architecture }: Daemon,
  { nodePath, onLine }: { readonly nodePath: string; readonly onLine: (text: string) => void },
): Promise<string> {
  if (process.platform !== 'linux') throw new Error('only Linux can be made into a base image')
  if (ARCHITECTURES[process.arch] !== architecture) {
    throw new Error(`the daemon runs on ${architecture}, this machine is ${process.arch}`)
  }
  onLine('packing the tools of this machine')
  const script = spawn('sh', [join(DOCKER_FOLDER, 'base-from-host.sh'), nodePath], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
  })
  let said = ''
  script.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk).slice(-2_000)
  })
  const ended = new Promise<void>((resolve, reject) => {
    script.once('error', reject)
    script.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(said.trim() || `packing ended with ${code}`)),
    )
  })
  ended.catch(() => {}) // told below, when the import has ended too
  let id: string | null = null
  const imported = docker
    .importImage(script.stdout, { repo: 'safe-npm-base', tag: `host-${process.pid}`, changes: labelLine() })
    .then((stream: NodeJS.ReadableStream) =>
      // By its name Podman would look for it at an image registry.
      follow(stream, (line) => {
        id = /^(?:sha256:)?([0-9a-f]{64})$/.exec(line)?.[1] ?? id
      }),
    )
  const [outcome, packed] = await Promise.allSettled([imported, ended])
  // What was cut off may have been taken for whole.
  if (packed.status === 'rejected') {
    if (id !== null) await removeBase(docker, id)
    throw packed.reason
  }
  if (outcome.status === 'rejected') throw outcome.reason
  if (id === null) throw new Error('the daemon did not say what it made of the base image')
  return id
}

/** Takes the name away; the layers live on in what was built of it. */
export async function removeBase(docker: Daemon['docker'], id: string): Promise<void> {
  const image = docker.getImage(id)
  const { RepoTags } = await image.inspect().catch(() => ({ RepoTags: [] as string[] }))
  for (const tag of RepoTags ?? [])
    await docker
      .getImage(tag)
      .remove({ force: false })
      .catch(() => {})
}

/** So that what a kill leaves behind is found (leftovers.ts). */
function labelLine(): string {
  const pairs = Object.entries(ownLabels('base')).map(([name, value]) => `${name}=${JSON.stringify(value)}`)
  return `LABEL ${pairs.join(' ')}`
}
