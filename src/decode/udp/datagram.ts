/** A UDP payload and the ports it went between. A single object is filled anew for each: keep nothing of it. */
export interface Datagram {
  bytes: Uint8Array
  start: number
  end: number
  sourcePort: number
  destinationPort: number
}

/** What a datagram is and what it says, in short; null where that is nothing. */
export interface Recognised {
  readonly protocol: string
  readonly note: string | null
}

export function isOnPort({ sourcePort, destinationPort }: Datagram, port: number): boolean {
  return sourcePort === port || destinationPort === port
}
