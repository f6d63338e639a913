import type {
  CaptureEvent,
  CaptureSummary,
  Endpoint,
  Fault,
  FileEvent,
  RegistryEndpoint,
  RegistryRequest,
  Run,
  SeenMessage,
  SeenRequest,
  SocketOwner,
} from '../model/index.ts'
import type { BoxSetup, BoxWork } from './plan.ts'

/** Whether an engine works here, proved by starting it. */
export type Probe =
  | { readonly works: true; readonly detail: string }
  | { readonly works: false; readonly detail: string /** What to type. */; readonly fix: string | null }

/** What the sensor says while it works. */
export interface WatchProgress {
  readonly phase: 'start' | 'fetch' | 'install' | 'import' | 'bin' | 'linger'
  readonly done: number
  readonly total: number
  /** `name@version script` of what runs now; at the start, what the daemon says while it builds the engine's image. */
  readonly current: string | null
}

/** A read that the box asks of a registry; answered on the host. */
export interface GatewayRequest {
  readonly method: string
  /** Base URL of the configured registry. */
  readonly registry: string
  /** Path and query below the registry's host. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

export interface GatewayAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: AsyncIterable<Uint8Array>
  /** Whether it was a read that a resolution needs, and so was fetched. */
  readonly outcome: 'served' | 'refused'
}

export interface WatchOptions {
  readonly setup: BoxSetup
  /** Awaited by the box when it is ready. A rejection ends the watch. */
  readonly work: Promise<BoxWork>
  /** Where the pcap goes. Created with mode 0600. */
  readonly capturePath: string
  readonly gateway: (request: GatewayRequest) => Promise<GatewayAnswer>
  readonly onProgress: (progress: WatchProgress) => void
  /** Aborting ends the watch at once; the result is then inconclusive. */
  readonly signal: AbortSignal
}

/** What an engine brings back: evidence without the packages, which the caller knows. */
export interface WatchResult {
  readonly engine: string
  readonly runs: readonly Run[]
  readonly network: readonly CaptureEvent[]
  readonly owners: readonly SocketOwner[]
  readonly requests: readonly SeenRequest[]
  readonly registryRequests: readonly RegistryRequest[]
  readonly messages?: readonly SeenMessage[]
  readonly files?: readonly FileEvent[]
  readonly registries: readonly RegistryEndpoint[]
  readonly names: readonly { readonly address: string; readonly name: string }[]
  readonly own: readonly Endpoint[]
  readonly resolver: Endpoint
  readonly capture: CaptureSummary & {
    readonly dropped: number
    readonly path: string | null
    /** The TLS secrets of what was decrypted, as NSS's key log has them. */
    readonly keys?: string | null
  }
  readonly faults: readonly Fault[]
  /** Milliseconds. */
  readonly timings: {
    readonly start: number
    readonly fetch: number
    readonly scripts: number
    readonly decode: number
  }
}

/** One way to make a sealed box. Vendor types stay inside the engine's folder. */
export interface SandboxEngine {
  readonly name: string
  probe(): Promise<Probe>
  watch(options: WatchOptions): Promise<WatchResult>
  /** Removes what a killed run left behind; returns how many leftovers there were. */
  clean(): Promise<number>
}
