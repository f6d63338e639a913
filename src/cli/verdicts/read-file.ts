import type { SharedVerdict } from '../../history/history.ts'
import { readHead, readVerdict, type VerdictFileHead } from '../../history/verdict-file.ts'
import type { VerdictKind } from '../../model/index.ts'
import { escapeText } from '../../report/escape.ts'
import { verdictKind } from '../../verdict/kind.ts'
import { UsageError } from '../error.ts'
import { HashedLines } from './lines.ts'

/** A file of verdicts that has been read through once: every line of it is right. */
export interface VerdictFile {
  readonly file: string
  readonly head: VerdictFileHead
  readonly sha256: string
  readonly count: number
  readonly kinds: Readonly<Record<VerdictKind, number>>
}

/** Reads all of it, to know whether it is right and what is in it. Throws a UsageError with the line. */
export async function inspectFile(file: string, now: number): Promise<VerdictFile> {
  const kinds: Record<VerdictKind, number> = { clean: 0, suspicious: 0, malicious: 0, inconclusive: 0 }
  let count = 0
  const read = readFile(file, now)
  const head = await read.head()
  for await (const { findings } of read.verdicts()) {
    kinds[verdictKind(findings)] += 1
    count += 1
  }
  return { file, head, count, kinds, sha256: read.sha256() }
}

/** The same once more, to be taken in: it must still be the file that was looked at. */
export async function* verdictsOf({ file, sha256 }: VerdictFile, now: number): AsyncGenerator<SharedVerdict> {
  const read = readFile(file, now)
  await read.head()
  yield* read.verdicts()
  if (read.sha256() !== sha256)
    throw new UsageError(
      `${escapeText(file, 200)} has changed while it was read`,
      'Nothing was taken in. Try again',
    )
}

function readFile(file: string, now: number) {
  const hashed = new HashedLines(file)
  const lines = hashed[Symbol.asyncIterator]()
  let number = 0
  const next = async <T>(read: (line: string) => T): Promise<T | null> => {
    number += 1
    try {
      const { done, value } = await lines.next()
      return done ? null : read(value)
    } catch (error) {
      throw problem(file, number, error)
    }
  }
  return {
    async head() {
      const head = await next(readHead)
      if (head === null) throw new UsageError(`${escapeText(file, 200)} is empty`, HINT)
      return head
    },
    async *verdicts() {
      for (;;) {
        const verdict = await next((line) => readVerdict(line, now))
        if (verdict === null) return
        yield verdict
      }
    },
    sha256: () => hashed.sha256(),
  }
}

const HINT = 'Nothing was taken in. dsca export makes files that dsca import takes'

function problem(file: string, line: number, cause: unknown): UsageError {
  const where = escapeText(file, 200)
  if (cause instanceof Error && cause.name === 'VerdictLineError')
    return new UsageError(`${where}: line ${line} ${cause.message}`, HINT, { cause })
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason'
  return new UsageError(`${where} cannot be read: ${code}`, HINT, { cause })
}
