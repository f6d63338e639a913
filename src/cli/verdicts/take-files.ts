import { randomBytes } from 'node:crypto'
import type { History, VerdictContext, VerdictImport } from '../../history/history.ts'
import { SCAN_SCHEMA_VERSION } from '../../model/index.ts'
import type { ImportLine } from '../../report/import-text.ts'
import { createScanId } from '../../shared/ulid.ts'
import { worstVerdict } from '../../verdict/kind.ts'
import { UsageError } from '../error.ts'
import { type VerdictFile, verdictsOf } from './read-file.ts'

/** For the eyes of whoever decides. */
export function lineOf({ file, head, sha256, count, kinds }: VerdictFile, here: VerdictContext): ImportLine {
  const holdsHere = head.platform === here.platform && head.sensor === here.sensor
  return { file, sha256, count, kinds, holdsHere, ...head }
}

/** One file, and the hash that somebody gave by another way. */
export function checkHash(files: readonly VerdictFile[], wanted: string | undefined): void {
  if (wanted === undefined) return
  const [file, ...others] = files
  if (file === undefined || others.length > 0)
    throw new UsageError('--sha256 is for one file', 'dsca import FILE --sha256=…, one after the other')
  if (
    file.sha256 ===
    wanted
      .trim()
      .toLowerCase()
      .replace(/^sha256[:-]/, '')
  )
    return
  throw new UsageError(
    `${file.file} is not the file of this SHA-256: it has ${file.sha256}`,
    'Nothing was taken in. Get the file again, and ask whoever made it',
  )
}

interface Taking {
  readonly files: readonly VerdictFile[]
  /** The command as it was typed. */
  readonly command: string
  /** Milliseconds since 1970. */
  readonly now: number
}

/** All files in one transaction. The ids of what is recorded, and how many verdicts were new. */
export async function takeFiles(history: History, { files, command, now }: Taking) {
  const imports = files.map((file, index) => importOf(file, { command, now, index }))
  const added = await history.take(imports)
  return { added, ids: imports.map(({ report }) => report.id) }
}

function importOf(
  file: VerdictFile,
  { command, now, index }: { readonly command: string; readonly now: number; readonly index: number },
): VerdictImport {
  const { head, sha256, count, kinds } = file
  const present = (['malicious', 'suspicious', 'inconclusive'] as const).filter((kind) => kinds[kind] > 0)
  return {
    report: {
      schemaVersion: SCAN_SCHEMA_VERSION,
      // A millisecond apart, so that they are listed in order.
      id: createScanId(now + index, randomBytes),
      startedAt: new Date(now + index).toISOString(),
      verdict: worstVerdict(present),
      engine: null,
      platform: head.platform,
      npm: '',
      node: '',
      packages: [],
      findings: [],
      queries: [],
      runs: [],
      capture: { path: null, packets: 0, dropped: 0, complete: true },
      imported: {
        file: file.file,
        sha256,
        madeAt: head.madeAt,
        madeBy: head.madeBy,
        sensor: head.sensor,
        verdicts: count,
      },
      timings: { resolve: 0, sandbox: 0, fetch: 0, scripts: 0, decode: 0, install: 0, total: 0 },
    },
    command,
    context: { platform: head.platform, sensor: head.sensor },
    verdicts: verdictsOf(file, now),
  }
}
