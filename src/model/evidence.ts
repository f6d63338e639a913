import type { Canary, FileEvent } from './canary.ts'
import type { CaptureEvent, CaptureSummary, Endpoint } from './network.ts'
import type { InstallScript, TreePackage } from './package.ts'

/** A stage of a watch. `fetch` unpacks, `install` runs lifecycle scripts, `import` loads what was asked for. */
export type Phase = 'fetch' | 'install' | 'import' | 'bin'

/** One thing that was run in the box, in a process namespace of its own: whatever happens in it is its doing. */
export interface Run {
  /** Number of the run within the scan, from 1. */
  readonly id: number
  readonly phase: Phase
  /** Location of the package it belongs to; null for the fetch phase. */
  readonly location: string | null
  readonly package: string | null
  readonly version: string | null
  readonly script: InstallScript | 'import' | 'bin' | null
  readonly command: string
  /** Seconds since 1970. `endedAt` is when its first process ended; null when it was stopped by us. */
  readonly startedAt: number
  readonly endedAt: number | null
  /** When its last process had ended, if it left any running; not said when that was not seen. */
  readonly goneAt?: number
  readonly exitCode: number | null
  readonly signal: string | null
  readonly timedOut: boolean
  /** Processes of it still lived after the linger and were ended by us. */
  readonly survived: boolean
  /** The end of what it printed, at most 4 KiB, as it came (hostile). */
  readonly output: string
}

/** Which run owned the socket, read from the kernel before the packet was answered. */
export interface SocketOwner {
  readonly time: number
  readonly transport: 'udp' | 'tcp' | 'icmp'
  /** The sandbox's side. */
  readonly source: Endpoint
  readonly destination: Endpoint
  /** Run id; null when no process could be found. */
  readonly run: number | null
  /** Command lines from the process that owns the socket up to the script, nearest first (hostile, cut). */
  readonly processes: readonly string[]
}

/** A request that the sinkhole read, decrypted where it was TLS. */
export interface SeenRequest {
  readonly time: number
  readonly run: number | null
  readonly source: Endpoint
  readonly destination: Endpoint
  readonly scheme: 'http' | 'https'
  readonly method: string
  /** From the Host header or SNI (hostile). */
  readonly host: string
  readonly path: string
  readonly headers: readonly (readonly [string, string])[]
  /** Bytes of the body in all; `body` holds the first MiB at most. */
  readonly bodyLength: number
  readonly body: Uint8Array
  /** Of the whole body, in hex; null where there was none. */
  readonly bodySha256?: string | null
  /** `1.1`, `2.0`. */
  readonly httpVersion?: string
  /** What the TLS client called the server (SNI, hostile), empty if it said no name; null for plain text. */
  readonly serverName?: string | null
}

/** Why TLS was not read: the client refused our certificate, left when it had seen it, or could not agree with us. */
export type Unread = 'certificate-refused' | 'left-silent' | 'handshake-failed'

/** Bytes that a process sent and that are no HTTP: plain, or decrypted where it was TLS. */
export interface SeenMessage {
  readonly time: number
  readonly run: number | null
  readonly source: Endpoint
  readonly destination: Endpoint
  readonly secure: boolean
  /** Server name of TLS (hostile). */
  readonly serverName: string | null
  /** `tcp`, `tls`, `websocket`, … */
  readonly protocol: string
  /** The first 64 KiB at most. */
  readonly bytes: Uint8Array
  /** Bytes in all. */
  readonly length: number
  /** Nothing was read, and why. */
  readonly unread?: Unread
}

/** A request to a configured registry from inside the box. */
export interface RegistryRequest {
  readonly time: number
  readonly run: number | null
  readonly method: string
  readonly host: string
  readonly path: string
  /** `served` a read that a resolution needs; `refused` anything else. */
  readonly outcome: 'served' | 'refused'
}

/** Something that keeps the watch from being proof. Every fault makes a scan inconclusive. */
export type FaultCode =
  | 'capture-incomplete'
  | 'capture-dropped-packets'
  | 'script-timeout'
  | 'resource-limit'
  | 'sensor-died'
  | 'pipe-broken'
  | 'fetch-failed'
  | 'sandbox-fault'
  | 'evidence-limit'

export interface Fault {
  readonly code: FaultCode
  readonly run: number | null
  readonly detail: string
}

/** A place in the box that stands for a configured registry. */
export interface RegistryEndpoint {
  /** Lower case, no port. */
  readonly host: string
  readonly address: string
  readonly port: number
}

/** Everything that a watch brought back. Verdicts are made from this alone. */
export interface Evidence {
  /** The packages that were in the box. */
  readonly packages: readonly TreePackage[]
  readonly runs: readonly Run[]
  /** Decoded from the pcap, in its order. The pcap is the truth. */
  readonly network: readonly CaptureEvent[]
  readonly owners: readonly SocketOwner[]
  readonly requests: readonly SeenRequest[]
  readonly registryRequests: readonly RegistryRequest[]
  readonly messages?: readonly SeenMessage[]
  /** What happened to files that are nobody's own. */
  readonly files?: readonly FileEvent[]
  /** The credentials that lay in the box. */
  readonly canaries?: readonly Canary[]
  readonly registries: readonly RegistryEndpoint[]
  /** Our DNS server's log: which invented address stands for which name. */
  readonly names: readonly { readonly address: string; readonly name: string }[]
  /** The box's own resolver, as its resolv.conf has it. A query to any other server is a finding's detail. */
  readonly resolver: Endpoint
  /** Endpoints of the watcher itself (capture markers, fetch channel): packets between them are not news. */
  readonly own: readonly Endpoint[]
  readonly capture: CaptureSummary & {
    /** Packets the kernel dropped before tcpdump saw them. */
    readonly dropped: number
    /** Where the pcap is kept on the host. */
    readonly path: string | null
  }
  readonly faults: readonly Fault[]
}
