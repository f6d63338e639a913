import { type FileHandle, mkdir, open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { CaptureDecoder } from '../../decode/capture-decoder.ts'
import type {
  CaptureEvent,
  CaptureSummary,
  Fault,
  FileEvent,
  RegistryRequest,
  Run,
  SeenMessage,
  SeenRequest,
  SocketOwner,
} from '../../model/index.ts'
import type { WatchOptions, WatchResult } from '../sandbox.ts'
import { KeyFile } from './key-file.ts'
import type { SensorMessage, SensorSummary } from './messages.ts'

/** Decoded events that are kept. A watch with more is inconclusive. */
const MAX_EVENTS = 200_000
/** Datagrams are told whole up to this much: somebody's credential may stand at their end. */
const MAX_WHOLE_BYTES = 32 * 1024 * 1024

/** Gathers what the sensor sends into one result, and decodes the capture while it arrives. */
export class WatchCollector {
  readonly #engine: string
  readonly #options: WatchOptions
  readonly #file: FileHandle
  readonly #decoder: CaptureDecoder
  readonly #network: CaptureEvent[] = []
  readonly #runs = new Map<number, Run>()
  readonly #owners: SocketOwner[] = []
  readonly #requests: SeenRequest[] = []
  readonly #registryRequests: RegistryRequest[] = []
  readonly #names: { address: string; name: string }[] = []
  readonly #messages: SeenMessage[] = []
  readonly #files: FileEvent[] = []
  readonly #faults: Fault[] = []
  readonly #keys = new KeyFile()
  #summary: SensorSummary | null = null
  #decodeMs = 0
  #bytes = 0

  private constructor(engine: string, options: WatchOptions, file: FileHandle) {
    this.#engine = engine
    this.#options = options
    this.#file = file
    this.#decoder = new CaptureDecoder({
      onEvent: (event) => this.#onEvent(event),
      wholeBytes: MAX_WHOLE_BYTES,
    })
  }

  static async open(engine: string, options: WatchOptions): Promise<WatchCollector> {
    await mkdir(dirname(options.capturePath), { recursive: true, mode: 0o700 })
    return new WatchCollector(engine, options, await open(options.capturePath, 'wx', 0o600))
  }

  take(message: SensorMessage): void {
    switch (message.type) {
      case 'progress':
        this.#options.onProgress(message.progress)
        return
      case 'run':
        this.#runs.set(message.run.id, message.run)
        return
      case 'owner':
        this.#owners.push(message.owner)
        return
      case 'name':
        this.#names.push({ name: message.name, address: message.address })
        return
      case 'request':
        this.#requests.push({ ...message.request, body: Buffer.from(message.bodyBase64, 'base64') })
        return
      case 'message':
        this.#messages.push({ ...message.message, bytes: Buffer.from(message.bytesBase64, 'base64') })
        return
      case 'registry-request':
        this.#registryRequests.push(message.request)
        return
      case 'file':
        this.#files.push(message.file)
        return
      case 'keys':
        this.#keys.add(message.lines)
        return
      case 'fault':
        this.#faults.push(message.fault)
        return
      case 'finished':
        this.#summary = message.summary
        return
    }
  }

  async keep(chunk: Uint8Array): Promise<void> {
    const began = performance.now()
    this.#decoder.write(chunk)
    this.#decodeMs += performance.now() - began
    this.#bytes += chunk.length
    await this.#file.write(chunk)
  }

  broken(reason: string): void {
    if (this.#summary === null) this.#faults.push({ code: 'pipe-broken', run: null, detail: reason })
  }

  /** `failure`: how the sensor ended when it did not end well. */
  async result(failure: string | null): Promise<WatchResult> {
    await this.#file.close()
    if (this.#bytes === 0) await rm(this.#options.capturePath, { force: true }) // it was never needed
    const keys = this.#bytes === 0 ? null : await this.#keys.write(this.#options.capturePath)
    const summary = this.#summary
    const capture = this.#decoder.end()
    const faults = this.#allFaults(failure, capture)
    return {
      engine: this.#engine,
      runs: [...this.#runs.values()].sort((a, b) => a.id - b.id),
      network: this.#network,
      owners: this.#owners,
      requests: this.#requests,
      registryRequests: this.#registryRequests,
      messages: this.#messages,
      files: this.#files,
      registries: summary?.registries ?? [],
      names: this.#names,
      own: summary?.own ?? [],
      resolver: summary?.resolver ?? { address: '', port: 53 },
      capture: {
        ...capture,
        dropped: summary?.dropped ?? 0,
        path: this.#bytes === 0 ? null : this.#options.capturePath,
        keys,
      },
      faults,
      timings: { start: 0, fetch: 0, scripts: 0, ...summary?.timings, decode: Math.round(this.#decodeMs) },
    }
  }

  /** What the sensor said, and what its silence says. */
  #allFaults(failure: string | null, capture: CaptureSummary): Fault[] {
    const summary = this.#summary
    const checks: readonly (readonly [boolean, Fault['code'], string])[] = [
      [summary === null || failure !== null, 'sensor-died', failure ?? 'it said no last word'],
      [summary?.captureProved === false, 'capture-incomplete', 'the last marker packet is missing'],
      [!capture.complete, 'capture-incomplete', capture.problem ?? 'cut off'],
      [(summary?.dropped ?? 0) > 0, 'capture-dropped-packets', `${summary?.dropped} lost`],
      [this.#network.length >= MAX_EVENTS, 'evidence-limit', 'packets'],
    ]
    const faults = [...this.#faults]
    for (const [is, code, detail] of checks) {
      if (is && !faults.some((fault) => fault.code === code)) faults.push({ code, run: null, detail })
    }
    return faults
  }

  #onEvent(event: CaptureEvent): void {
    if (this.#network.length < MAX_EVENTS) this.#network.push(event)
  }
}
