import type {
  Endpoint,
  Fault,
  FileEvent,
  RegistryEndpoint,
  RegistryRequest,
  Run,
  SeenMessage,
  SeenRequest,
  SocketOwner,
} from '../../model/index.ts'
import type { WatchProgress } from '../sandbox.ts'

/** One line of the event stream from the sensor to the host (newline-delimited JSON). */
export type SensorMessage =
  | { readonly type: 'progress'; readonly progress: WatchProgress }
  | { readonly type: 'run'; readonly run: Run }
  | { readonly type: 'owner'; readonly owner: SocketOwner }
  | { readonly type: 'name'; readonly name: string; readonly address: string }
  | { readonly type: 'request'; readonly request: Omit<SeenRequest, 'body'>; readonly bodyBase64: string }
  | { readonly type: 'message'; readonly message: Omit<SeenMessage, 'bytes'>; readonly bytesBase64: string }
  | { readonly type: 'registry-request'; readonly request: RegistryRequest }
  | { readonly type: 'file'; readonly file: FileEvent }
  | { readonly type: 'keys'; readonly lines: readonly string[] }
  | { readonly type: 'fault'; readonly fault: Fault }
  | { readonly type: 'finished'; readonly summary: SensorSummary }

/** The last message. A stream that ends without it means that the sensor died. */
export interface SensorSummary {
  readonly registries: readonly RegistryEndpoint[]
  readonly own: readonly Endpoint[]
  readonly resolver: Endpoint
  /** Packets that the kernel dropped before tcpdump read them. */
  readonly dropped: number
  /** The last marker packet was seen in the capture, and tcpdump ended by itself. */
  readonly captureProved: boolean
  readonly timings: { readonly start: number; readonly fetch: number; readonly scripts: number }
}

/** Paths of the HTTP/2 requests that the sensor makes over the pipe. */
export const PIPE_PATHS = {
  setup: '/setup',
  work: '/work',
  events: '/events',
  capture: '/capture',
  registry: '/registry',
  tarball: '/tarball',
} as const

/** Request headers of a registry read on the pipe; a tarball has the path alone. */
export const REGISTRY_HEADERS = { registry: 'x-registry', path: 'x-path' } as const

/** A line longer than this is not from our sensor. A request's body (1 MiB) in base64 fits. */
export const MAX_MESSAGE_BYTES = 4 * 1024 * 1024

/**
 * What a whole watch may say. Our sensor keeps below it by its own limits (20,000 events, 64 MiB of bodies, which
 * are 86 in base64): who says more is none, and the host's memory is not theirs to fill.
 */
export const MAX_WATCH_BYTES = 256 * 1024 * 1024
export const MAX_WATCH_MESSAGES = 500_000
