import type { Duplex } from 'node:stream'
import type { Container } from 'dockerode'
import { WatchCollector } from '../pipe/collector.ts'
import { serveHostEnd } from '../pipe/host-end.ts'
import type { Probe, SandboxEngine, WatchOptions, WatchResult } from '../sandbox.ts'
import type { TarballFolder } from '../tarball-folder.ts'
import { attachTo } from './attach.ts'
import { AttachedStream } from './attached-stream.ts'
import { containerOptions, seccompProfile } from './container-options.ts'
import { containerSetup } from './container-setup.ts'
import { type Daemon, findDaemon } from './daemon.ts'
import type { DaemonPlace } from './daemon-places.ts'
import { ensureImage } from './ensure-image.ts'
import { reasonOf } from './failure.ts'
import { type BoxImage, findImage } from './image.ts'
import { ensureKit, PROGRAM } from './kit.ts'
import { ownLabels } from './labels.ts'
import { removeLeftovers } from './leftovers.ts'
import { daemonOf, whyNot } from './require-daemon.ts'

const STDERR_BYTES = 8_192
const STOP_MS = 2_000
/** The daemon says how a container ended soon after its streams have. */
const LAST_WORD_MS = 5_000

export interface DockerOptions {
  /** Folders with the tarballs that a plan names; they go over the pipe. */
  readonly tarballs: readonly TarballFolder[]
  /** Where daemons are looked for; by default where the ecosystem has them. */
  readonly places?: readonly DaemonPlace[]
  /** Folder with the built sensor; tests that run from source hand it in. */
  readonly program?: string
}

/** A container as the box: for machines without user namespaces, for macOS and Windows, for daemons elsewhere. */
export class DockerEngine implements SandboxEngine {
  readonly name = 'docker'
  readonly #options: DockerOptions
  #found: ReturnType<typeof findDaemon> | null = null

  constructor(options: DockerOptions) {
    this.#options = options
  }

  async probe(): Promise<Probe> {
    const { daemon, refused } = await this.#find()
    if (daemon === null) return { works: false, ...whyNot(refused) }
    let image: BoxImage | null
    try {
      image = await findImage(daemon, process.versions.node)
    } catch (error) {
      // Some daemons answer, and to some questions alone.
      return { works: false, ...reasonOf(error, daemon.place) }
    }
    const state = image ? `image ${image.tags[0] ?? image.id}` : 'its image is built on first use'
    return { works: true, detail: `${daemon.name} at ${daemon.place.url} (${daemon.place.from}), ${state}` }
  }

  async watch(options: WatchOptions): Promise<WatchResult> {
    const daemon = await this.#daemon()
    const image = await ensureImage(daemon, (text) =>
      options.onProgress({ phase: 'start', done: 0, total: 0, current: text }),
    )
    const program = this.#options.program ?? PROGRAM
    const kit = await ensureKit(daemon, image.id, { npm: options.setup.paths.npm, program })
    const setup = containerSetup(options.setup)
    const container = await daemon.docker.createContainer(
      containerOptions({
        image: image.id,
        kit,
        setup,
        labels: ownLabels('box'),
        cpus: daemon.cpus,
        seccomp: daemon.podman ? null : seccompProfile(),
        podman: daemon.podman,
      }),
    )
    try {
      return await this.#watchIn(container, { ...options, setup })
    } finally {
      // By then it has ended and removed itself, unless something went wrong on the way.
      await container.remove({ force: true, v: true }).catch(() => {})
    }
  }

  async clean(): Promise<number> {
    const { daemon } = await this.#find()
    return daemon === null ? 0 : removeLeftovers(daemon)
  }

  async #watchIn(container: Container, options: WatchOptions): Promise<WatchResult> {
    let stderr = ''
    const stream = new AttachedStream(await attachTo(container), (chunk) => {
      stderr = (stderr + chunk.toString()).slice(-STDERR_BYTES)
    })
    const exited = exitOf(container, stream)
    const collector = await WatchCollector.open(this.name, options)
    const pipe = serveHostEnd(stream, {
      setup: options.setup,
      work: options.work,
      gateway: options.gateway,
      tarballs: this.#options.tarballs,
      onMessage: (message) => collector.take(message),
      onCapture: (chunk) => collector.keep(chunk),
      onBroken: (reason) => collector.broken(reason),
    })
    // The sensor ends when its input does, and the container with it; a sensor that is busy is ended.
    const stop = () => {
      pipe.close()
      setTimeout(() => void container.kill().catch(() => {}), STOP_MS).unref()
    }
    options.signal.addEventListener('abort', stop, { once: true })
    try {
      await container.start()
      if (options.signal.aborted) stop()
      const ended = await exited
      return await collector.result(ended === '0' ? null : `the sensor ended with ${ended}: ${stderr.trim()}`)
    } finally {
      options.signal.removeEventListener('abort', stop)
      pipe.close()
    }
  }

  #find(): ReturnType<typeof findDaemon> {
    this.#found ??= findDaemon(this.#options.places)
    return this.#found
  }

  async #daemon(): Promise<Daemon> {
    return daemonOf(await this.#find())
  }
}

/**
 * How the container ends. Asked before it starts, so that the end of a short one is not missed. A daemon that goes away
 * answers nothing any more: the end of the attached stream tells it.
 */
async function exitOf(container: Container, stream: Duplex): Promise<string> {
  const told = container.wait({ condition: 'next-exit' }).then(
    ({ StatusCode }: { StatusCode: number }) => String(StatusCode),
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )
  let timer: NodeJS.Timeout | undefined
  const lost = new Promise<string>((resolve) => {
    stream.once('close', () => {
      timer = setTimeout(() => resolve('the connection to the daemon broke'), LAST_WORD_MS)
    })
  })
  try {
    return await Promise.race([told, lost])
  } finally {
    clearTimeout(timer)
  }
}
