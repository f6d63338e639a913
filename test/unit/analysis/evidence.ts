import type {
  CaptureEvent,
  DnsQueryEvent,
  Endpoint,
  Evidence,
  Run,
  SeenRequest,
  SocketOwner,
  TreePackage,
} from '../../../src/model/index.ts'

/** The registry, our resolver, and what our DNS server made of two names. */
export const REGISTRY: Endpoint = { address: '198.51.100.1', port: 443 }
export const RESOLVER: Endpoint = { address: '127.0.0.1', port: 53 }
export const MARKER: Endpoint = { address: '203.0.113.99', port: 9 }
export const INVENTED = '198.18.0.7'

/** An endpoint from its text: `192.0.2.1:443`, `2001:db8::1:443` (the last colon counts). */
export function at(text: string): Endpoint {
  const colon = text.lastIndexOf(':')
  return { address: text.slice(0, colon), port: Number(text.slice(colon + 1)) }
}

export function packageOf(name: string, change: Partial<TreePackage> = {}): TreePackage {
  return {
    name,
    version: '1.0.0',
    integrity: `sha512-${name}`,
    location: `node_modules/${name}`,
    resolved: null,
    source: 'registry',
    direct: true,
    requested: false,
    optional: false,
    path: ['top@1.0.0', `${name}@1.0.0`],
    dependencies: [],
    claimsScripts: null,
    bundledIn: null,
    ...change,
  }
}

/** Run 1 is alive from 100 to 110, run 2 from 110 to 120, … */
export function runOf(id: number, change: Partial<Run> = {}): Run {
  const name = `p${id}`
  return {
    id,
    phase: 'install',
    location: `node_modules/${name}`,
    package: name,
    version: '1.0.0',
    script: 'postinstall',
    command: 'node setup.js',
    startedAt: 90 + id * 10,
    endedAt: 99.9 + id * 10,
    exitCode: 0,
    signal: null,
    timedOut: false,
    survived: false,
    output: '',
    ...change,
  }
}

export function evidenceOf(change: Partial<Evidence> = {}): Evidence {
  return {
    packages: [packageOf('p1'), packageOf('p2')],
    runs: [runOf(1), runOf(2)],
    network: [],
    owners: [],
    requests: [],
    registryRequests: [],
    registries: [{ host: 'registry.example', ...REGISTRY }],
    names: [{ address: INVENTED, name: 'metrics.example' }],
    own: [MARKER],
    resolver: RESOLVER,
    capture: {
      packets: 2,
      bytes: 200,
      linkTypes: ['EN10MB'],
      complete: true,
      problem: null,
      firstTime: 99,
      lastTime: 130,
      dropped: 0,
      path: null,
    },
    faults: [],
    ...change,
  }
}

const client = (destination: Endpoint): Endpoint => ({ address: destination.address, port: 40_000 })

export function query(
  names: string | readonly string[],
  { to = RESOLVER, type = 'A', ...change }: { to?: Endpoint; type?: string } & Partial<DnsQueryEvent> = {},
): DnsQueryEvent {
  const all = typeof names === 'string' ? [names] : names
  return {
    kind: 'dns-query',
    time: 101,
    transport: 'udp',
    source: client(to),
    destination: to,
    questions: all.map((name) => ({ name, type, labels: name.split('.') })),
    ...change,
  }
}

export function connect(to: Endpoint, time = 101, source = client(to)): CaptureEvent {
  return { kind: 'tcp-connect', time, source, destination: to }
}

export function data(
  to: Endpoint,
  protocol: 'tls' | 'http' | 'unknown',
  host: string | null,
  bytes = 'hi',
): CaptureEvent {
  const firstBytes = new TextEncoder().encode(bytes)
  return { kind: 'tcp-data', time: 101.1, source: client(to), destination: to, protocol, host, firstBytes }
}

export function datagram(to: Endpoint, protocol = 'unknown', time = 101, source = client(to)): CaptureEvent {
  const firstBytes = new TextEncoder().encode('x\n')
  return { kind: 'udp-datagram', time, source, destination: to, protocol, length: 2, firstBytes }
}

export function icmp(to: string, type: number | null | undefined, time = 101, protocol = 1): CaptureEvent {
  const end = { address: to, port: 0 }
  const rest = type === undefined ? {} : { type }
  return {
    kind: 'other-ip',
    time,
    source: end,
    destination: end,
    protocol,
    name: 'ICMP',
    length: 64,
    ...rest,
  }
}

export function owner(run: number | null, event: CaptureEvent, time = event.time): SocketOwner {
  const { source, destination } = event
  if (source === null || destination === null) throw new Error('an event without endpoints')
  const transport = event.kind.startsWith('tcp') ? 'tcp' : 'udp'
  return { time, transport, source, destination, run, processes: [] }
}

export function request(to: Endpoint, change: Partial<SeenRequest> = {}): SeenRequest {
  return {
    time: 101.2,
    run: 1,
    source: client(to),
    destination: to,
    scheme: 'https',
    method: 'POST',
    host: 'metrics.example',
    path: '/i',
    headers: [],
    bodyLength: 1_234,
    body: new Uint8Array(),
    ...change,
  }
}
