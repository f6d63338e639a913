import { open } from 'node:fs/promises'

/** Large enough that the system calls do not count, small enough for the processor's cache. */
const CHUNK_BYTES = 1024 * 1024

/** A file's bytes, piece by piece, in one buffer that is used again: a piece is gone when the next one is asked for. */
export async function* readChunks(path: string): AsyncGenerator<Uint8Array, void, void> {
  const file = await open(path, 'r')
  try {
    const buffer = new Uint8Array(CHUNK_BYTES)
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, null)
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}
