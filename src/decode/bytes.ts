// Reads in network byte order. Callers have checked the bounds; beyond them these give 0 and not an error.

export function u8(bytes: Uint8Array, at: number): number {
  return bytes[at] as number
}

export function u16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number)
}

export function u32(bytes: Uint8Array, at: number): number {
  return ((u16(bytes, at) << 16) | u16(bytes, at + 2)) >>> 0
}

export function u16le(bytes: Uint8Array, at: number): number {
  return ((bytes[at + 1] as number) << 8) | (bytes[at] as number)
}

export function u32le(bytes: Uint8Array, at: number): number {
  return ((u16le(bytes, at + 2) << 16) | u16le(bytes, at)) >>> 0
}

export function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, Math.max(0, end - start)).toString('latin1')
}
