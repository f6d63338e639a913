import { createHash } from 'node:crypto'
import { constants, type FileHandle, open, realpath } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { UsageError } from '../error.ts'

/** More is no policy, and a repository must not fill the memory. */
const MAX_BYTES = 1024 * 1024

/** The bytes of a policy, read once: what is hashed is what is parsed. */
export interface PolicyFile {
  /** Where it is, the folder without links. What is trusted is this place: a link here may lead to any other. */
  readonly path: string
  /** Where its bytes are. */
  readonly real: string
  readonly text: string
  readonly sha256: string
}

/** Throws a UsageError where the file is not to be had: a policy that cannot be read is never ignored. */
export async function readPolicyFile(given: string): Promise<PolicyFile> {
  try {
    const path = await placeOf(given)
    const real = await realpath(path)
    // Not to wait for a writer, should somebody have put a pipe there.
    const file = await open(real, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    try {
      const bytes = await contentOf(file)
      const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
      return { path, real, text, sha256: createHash('sha256').update(bytes).digest('hex') }
    } finally {
      await file.close()
    }
  } catch (cause) {
    const why = cause instanceof Error ? `: ${cause.message}` : ''
    throw new UsageError(`the policy ${given} cannot be read${why}`, 'give the path of a policy file', {
      cause,
    })
  }
}

/** Also of a file that is gone. */
export async function placeOf(path: string): Promise<string> {
  const folder = dirname(resolve(path))
  return join(await realpath(folder).catch(() => folder), basename(path))
}

async function contentOf(file: FileHandle): Promise<Buffer> {
  const { size } = await regular(file)
  const buffer = Buffer.alloc(size + 1)
  let length = 0
  while (length < buffer.length) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length)
    if (bytesRead === 0) return buffer.subarray(0, length)
    length += bytesRead
  }
  throw new Error('it grew while it was read')
}

async function regular(file: FileHandle) {
  const stats = await file.stat()
  if (!stats.isFile()) throw new Error('it is no file')
  if (stats.size > MAX_BYTES) throw new Error(`it has more than ${MAX_BYTES} bytes`)
  return stats
}
