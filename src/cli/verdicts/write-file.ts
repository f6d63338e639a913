import { createHash } from 'node:crypto'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import type { SharedVerdict } from '../../history/history.ts'
import { readVerdict, type VerdictFileHead, writeHead, writeVerdict } from '../../history/verdict-file.ts'
import { terminalSafeJsonLine } from '../../report/json.ts'
import { UsageError } from '../error.ts'

export interface Written {
  readonly count: number
  /** Those that cannot be told to others: what is known of them has a form that no import takes. */
  readonly leftOut: number
  readonly sha256: string
}

type Write = (text: string) => Promise<void>

/** Head and verdicts, line by line. What is written has been read back: an import would take it. */
export async function writeVerdicts(
  head: VerdictFileHead,
  verdicts: AsyncIterable<SharedVerdict>,
  { write, now }: { readonly write: Write; readonly now: number },
): Promise<Written> {
  const hash = createHash('sha256')
  const out = async (line: string) => {
    hash.update(line)
    await write(line)
  }
  await out(terminalSafeJsonLine(writeHead(head)))
  let count = 0
  let leftOut = 0
  for await (const verdict of verdicts) {
    const line = terminalSafeJsonLine(writeVerdict(verdict))
    if (!isTaken(line, now)) {
      leftOut += 1
      continue
    }
    count += 1
    await out(line)
  }
  return { count, leftOut, sha256: hash.digest('hex') }
}

function isTaken(line: string, now: number): boolean {
  try {
    readVerdict(line, now)
    return true
  } catch {
    return false
  }
}

/** To a file for the user alone: it says what they have installed. There when it is whole, and not before. */
export async function toFile<T>(file: string, work: (write: Write) => Promise<T>): Promise<T> {
  const part = `${file}.${process.pid}.part`
  let handle: FileHandle | undefined
  try {
    handle = await open(part, 'w', 0o600).catch((cause: NodeJS.ErrnoException) => {
      throw new UsageError(`cannot write ${file}: ${cause.code}`, 'Name a file that can be written', {
        cause,
      })
    })
    const stream = handle
    const done = await work(async (text) => {
      await stream.appendFile(text)
    })
    await handle.close()
    await rename(part, file)
    return done
  } catch (error) {
    await handle?.close().catch(() => {})
    await rm(part, { force: true })
    throw error
  }
}

export async function toStdout(text: string): Promise<void> {
  if (process.stdout.write(text)) return
  await new Promise((resolve) => process.stdout.once('drain', resolve))
}
