import { createHash } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { dataPaths } from '../../shared/paths.ts'

/** Who trusted which bytes at which place. Another byte, or another place, is another policy. */
export interface TrustRecord {
  /** The place that was trusted, not where a link there leads. */
  readonly path: string
  readonly sha256: string
  readonly who: string
  /** Milliseconds since 1970. */
  readonly when: number
}

type Subject = Pick<TrustRecord, 'path' | 'sha256'>

/**
 * Beside the history and not in it: one history may be shared by a team, and trust is one user's own, as with
 * direnv. One small file for each content, so that going back to an earlier commit asks for nothing new.
 */
const store = () => dataPaths(process.env, homedir()).trust

/** Whatever is wrong with the record: no record. */
export async function isTrusted({ path, sha256 }: Subject, folder = store()): Promise<boolean> {
  try {
    const record = JSON.parse(await readFile(recordOf({ path, sha256 }, folder), 'utf8')) as TrustRecord
    return record.path === path && record.sha256 === sha256
  } catch {
    return false
  }
}

export async function trust(record: TrustRecord, folder = store()): Promise<void> {
  const file = recordOf(record, folder)
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await writeFile(file, `${JSON.stringify(record)}\n`, { mode: 0o600 })
}

/** Takes back the trust in whatever this file has been. */
export async function untrust(path: string, folder = store()): Promise<void> {
  await rm(folderOf(path, folder), { recursive: true, force: true })
}

function recordOf({ path, sha256 }: Subject, folder: string): string {
  return join(folderOf(path, folder), `${sha256}.json`)
}

function folderOf(path: string, folder: string): string {
  return join(folder, createHash('sha256').update(path).digest('hex'))
}
