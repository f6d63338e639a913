import { writeFile } from 'node:fs/promises'
import type { ScanReport } from '../../model/index.ts'
import { renderReport, reportFormatOf } from '../../report/formats.ts'
import { UsageError } from '../error.ts'

/** Writes the scan to every file that was asked for. The flags have been checked before anything began. */
export async function writeReports(files: readonly string[], report: ScanReport): Promise<void> {
  for (const file of files) {
    const format = reportFormatOf(file)
    if (format === null) throw new UsageError(`${file} has no ending that is known`, 'end it in .json')
    await writeFile(file, renderReport(report, format))
  }
}
