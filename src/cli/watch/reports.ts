import { writeFile } from 'node:fs/promises'
import type { ScanOutcome } from '../../history/history.ts'
import type { ScanReport } from '../../model/index.ts'
import { renderReport, reportFormatOf } from '../../report/formats.ts'
import { UsageError } from '../error.ts'
import { ownVersion } from '../own-version.ts'
import { tellGithub } from './github.ts'
import { readSourceLines } from './source-files.ts'

export interface Told {
  readonly report: ScanReport
  readonly outcome: ScanOutcome
  /** The project's folder. */
  readonly project: string
  /** False: the history does not have it. */
  readonly recorded?: boolean
}

/**
 * Writes the scan to every file that was asked for (the flags have been checked before anything began), and tells
 * GitHub Actions where it runs there.
 */
export async function writeReports(files: readonly string[], told: Told): Promise<void> {
  const lines = await readSourceLines(told.project)
  const context = { version: ownVersion(), lines }
  for (const file of files) {
    if (file.endsWith('.pcapng')) {
      const { writePcapng } = await import('./write-pcapng.ts')
      await writePcapng(file, told.report.capture)
      continue
    }
    const format = reportFormatOf(file)
    if (format === null)
      throw new UsageError(`${file} has no ending that is known`, 'end it in .html, .json, .pcapng or .sarif')
    await writeFile(file, renderReport(told.report, format, context))
  }
  await tellGithub({ ...told, lines })
}
