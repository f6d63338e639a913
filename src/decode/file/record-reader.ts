/** A packet as a file has it. The bytes are lent: they change after the call. */
export type OnPacket = (linkType: number, bytes: Uint8Array, start: number, end: number, time: number) => void

/** Cuts a stream of bytes into records. */
export interface RecordReader {
  /** Bytes that the next record needs, counted from its beginning, as far as is known yet. */
  readonly wanted: number
  /** Reads whole records and returns where the first incomplete one begins. Throws a DecodeError and nothing else. */
  read(bytes: Uint8Array, start: number, end: number): number
}

/**
 * tcpdump's own limit. No link type here has longer packets, so a longer record is a corrupt length, which would
 * swallow every packet after it.
 */
export const MAX_PACKET_LENGTH = 262_144
