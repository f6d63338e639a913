/** One IP packet, whole or a fragment. A single object is filled anew for each packet: keep nothing of it. */
export interface IpPacket {
  time: number
  bytes: Uint8Array
  version: 4 | 6
  /** Where the addresses and the payload are in `bytes`. */
  source: number
  destination: number
  start: number
  end: number
  protocol: number
  /** Fewer bytes were captured than the header tells of. */
  cut: boolean
  /** Whether it is a fragment, and which: bytes from the payload's beginning. */
  fragment: boolean
  fragmentOffset: number
  fragmentId: number
  moreFragments: boolean
}

export function emptyIpPacket(): IpPacket {
  return {
    time: 0,
    bytes: new Uint8Array(0),
    version: 4,
    source: 0,
    destination: 0,
    start: 0,
    end: 0,
    protocol: 0,
    cut: false,
    fragment: false,
    fragmentOffset: 0,
    fragmentId: 0,
    moreFragments: false,
  }
}
