/** A UDP payload and the ports it went between. A single object is filled anew for each: keep nothing of it. */
export interface Datagram {
  bytes: Uint8Array
  start: number
  end: number
  sourcePort: number
  destinationPort: number
}

/** What a datagram is, and in short what it says. */
export interface Recognised {
  readonly protocol: string
  readonly note?: string
}

export function isOnPort({ sourcePort, destinationPort }: Datagram, port: number): boolean {
  return sourcePort === port || destinationPort === port
}
