// Places that say by themselves what is wanted there. Nothing is excused or condemned for being listed: it is named.

/**
 * Where cloud machines are told who they are, and given credentials. From the providers' documentation, as of
 * 2025-11-01: AWS, Azure, Google and others (169.254.169.254), AWS (IPv6, and 169.254.170.2 for containers),
 * Alibaba, Azure's wire server, Oracle.
 */
const METADATA: ReadonlySet<string> = new Set([
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  'fd00:ec2::254',
  'fd00:ec2::23',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  'metadata.google.internal',
  'metadata.azure.internal',
  'instance-data.ec2.internal',
])

/** The machine around a box: container engines' names for it and its usual addresses, as of 2025-11-01. */
const AROUND: ReadonlySet<string> = new Set([
  'host.docker.internal',
  'gateway.docker.internal',
  'host.containers.internal',
  'host.lima.internal',
  'kubernetes.default.svc',
  '172.17.0.1',
  '192.168.65.254',
  '10.0.2.2',
])

/** Tell whoever asks what public address they have and where on earth that is. As of 2025-11-01. */
const ADDRESS_PROBES: ReadonlySet<string> = new Set([
  'api.ipify.org',
  'api64.ipify.org',
  'api.my-ip.io',
  'checkip.amazonaws.com',
  'checkip.dyndns.org',
  'icanhazip.com',
  'ident.me',
  'ifconfig.co',
  'ifconfig.io',
  'ifconfig.me',
  'ip-api.com',
  'ipapi.co',
  'ipecho.net',
  'ipinfo.io',
  'ipwho.is',
  'myexternalip.com',
  'api.myip.com',
  'wtfismyip.com',
])

/** Services of a machine that rule it, and that no package starts for itself. */
const RULING_PORTS: ReadonlyMap<number, string> = new Map([
  [2375, "Docker's API"],
  [2376, "Docker's API"],
  [9229, "a Node process's debugger"],
  [10250, "Kubernetes' kubelet"],
])

/** What a name or address stands for, in a few words; null if it is none of these. */
export function knownPlace(place: string): string | null {
  if (METADATA.has(place)) return 'cloud metadata'
  if (AROUND.has(place)) return 'the machine around a container'
  return ADDRESS_PROBES.has(place) ? 'tells the public address' : null
}

/** What a port of this machine belongs to; null if that may be anything. */
export function rulingService(port: number): string | null {
  return RULING_PORTS.get(port) ?? null
}
