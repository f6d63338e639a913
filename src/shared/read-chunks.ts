import { open } from 'node:fs/promises'

/** Large enough that the system calls do not count, small enough for the processor's cache. */
const CHUNK_BYTES = 1024 * 1024

/** A file's bytes, piece by piece, in two buffers that are used again: a piece is gone when the next one is asked for. */
export async function* readChunks(path: string): AsyncGenerator<Uint8Array, void, void> {
  const file = await open(path, 'r')
  const read = (buffer: Uint8Array) => file.read(buffer, 0, CHUNK_BYTES, null)
  let busy = new Uint8Array(CHUNK_BYTES)
  let free = new Uint8Array(CHUNK_BYTES)
  let reading = read(busy)
  try {
    for (;;) {
      const { bytesRead } = await reading
      if (bytesRead === 0) return
      const chunk = busy.subarray(0, bytesRead)
      ;[busy, free] = [free, busy]
      // The next piece is read while this one is worked on.
      reading = read(busy)
      yield chunk
    }
  } finally {
    await reading.catch(() => undefined)
    await file.close()
  }
}
