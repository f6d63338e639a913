import type { Endpoint, Evidence, Run, SocketOwner } from '../model/index.ts'

/** Who was it? Null where nobody can be named for certain. */
export interface Attribution {
  /** By the socket's owner, else by elimination. */
  ofSocket(
    transport: SocketOwner['transport'],
    time: number,
    source: Endpoint,
    destination: Endpoint,
  ): Run | null
  /** By the run's number as the sensor told it, else by elimination. */
  ofRun(id: number | null, time: number): Run | null
  /** Every run that had a process at that moment. */
  aliveAt(time: number): readonly Run[]
}

/** A source port may be used again later: an owner that was read further away than this is another socket's. Seconds. */
const NEAR = 5

export function attributionOf(evidence: Pick<Evidence, 'runs' | 'owners'>): Attribution {
  const runs = new Map(evidence.runs.map((run) => [run.id, run]))
  const owners = ownersBySocket(evidence.owners)
  const lives = livesOf(evidence.runs)
  const ofRun = (id: number | null, time: number) =>
    (id === null ? null : runs.get(id)) ?? onlyAlive(lives, time)
  return {
    ofRun,
    aliveAt: (time) => aliveAt(lives, time),
    ofSocket: (transport, time, source, destination) => {
      const candidates = owners.get(socketKey(transport, source, destination)) ?? []
      return ofRun(nearest(candidates, time)?.run ?? null, time)
    },
  }
}

export function socketKey(transport: string, source: Endpoint, destination: Endpoint): string {
  return `${transport} ${source.address} ${source.port} ${destination.address} ${destination.port}`
}

function ownersBySocket(owners: readonly SocketOwner[]): ReadonlyMap<string, readonly SocketOwner[]> {
  const groups = new Map<string, SocketOwner[]>()
  for (const owner of [...owners].sort((a, b) => a.time - b.time)) {
    const key = socketKey(owner.transport, owner.source, owner.destination)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [owner])
    else group.push(owner)
  }
  return groups
}

/** By halves: one socket that sends 100,000 datagrams has as many records. */
function nearest(sorted: readonly SocketOwner[], time: number): SocketOwner | null {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle]?.time ?? 0) < time) low = middle + 1
    else high = middle
  }
  const distance = (owner: SocketOwner) => Math.abs(owner.time - time)
  const beside = [sorted[low - 1], sorted[low]].filter((one) => one !== undefined && distance(one) <= NEAR)
  return (
    beside.sort((a, b) => (a === undefined || b === undefined ? 0 : distance(a) - distance(b)))[0] ?? null
  )
}

interface Life {
  readonly run: Run
  readonly end: number
}

/**
 * Runs follow one another, and what was stopped by us has ended when the next began; a survivor lives on, and what a
 * script left running lives as long as it was seen to.
 */
function livesOf(runs: readonly Run[]): readonly Life[] {
  const sorted = [...runs].sort((a, b) => a.startedAt - b.startedAt)
  return sorted.map((run, i) => {
    const next = sorted[i + 1]?.startedAt ?? Number.POSITIVE_INFINITY
    return { run, end: run.survived ? Number.POSITIVE_INFINITY : (run.goneAt ?? run.endedAt ?? next) }
  })
}

/** Each run has a process namespace of its own: if one alone was alive, it was that one. */
function onlyAlive(lives: readonly Life[], time: number): Run | null {
  const alive = aliveAt(lives, time)
  return alive.length === 1 ? (alive[0] ?? null) : null
}

function aliveAt(lives: readonly Life[], time: number): readonly Run[] {
  return lives.filter(({ run, end }) => run.startedAt <= time && time <= end).map(({ run }) => run)
}
