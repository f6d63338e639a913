import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { follow } from './build-output.ts'
import type { Daemon } from './daemon.ts'
import { DOCKER_FOLDER } from './docker-folder.ts'

/** What `docker` calls the machine's architectures. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' }

/** A base image out of what is installed here: no image registry is asked. Returns its name. */
export async function importHostBase(
  { docker, architecture }: Daemon,
  { nodePath, onLine }: { readonly nodePath: string; readonly onLine: (text: string) => void },
): Promise<string> {
  if (process.platform !== 'linux') throw new Error('only Linux can be made into a base image')
  if (ARCHITECTURES[process.arch] !== architecture) {
    throw new Error(`the daemon runs on ${architecture}, this machine is ${process.arch}`)
  }
  const name = `safe-npm-base:host-${process.pid}`
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
  const [repo, tag] = name.split(':')
  const imported = docker
    .importImage(script.stdout, { repo, tag })
    .then((stream: NodeJS.ReadableStream) => follow(stream, onLine))
  const [outcome, packed] = await Promise.allSettled([imported, ended])
  // What was cut off may have been taken for whole.
  if (packed.status === 'rejected') {
    await docker
      .getImage(name)
      .remove({ force: true })
      .catch(() => {})
    throw packed.reason
  }
  if (outcome.status === 'rejected') throw outcome.reason
  return name
}
