import type { ScanReport } from '../model/index.ts'
import { renderHtml } from './html/page.ts'
import { renderScanJson } from './json.ts'
import { renderSarif, type SarifContext } from './sarif.ts'

/** How a scan is written to a file. A new format is a line in RENDERERS. */
export type ReportFormat = 'html' | 'json' | 'sarif'

/** What a format may need beside the scan itself. */
export type ReportContext = SarifContext

const RENDERERS: Readonly<Record<ReportFormat, (report: ScanReport, context: ReportContext) => string>> = {
  html: renderHtml,
  json: renderScanJson,
  sarif: renderSarif,
}

function isReportFormat(text: string): text is ReportFormat {
  return Object.hasOwn(RENDERERS, text)
}

/** The format that a file's ending asks for; null when it cannot be written. */
export function reportFormatOf(file: string): ReportFormat | null {
  const ending = /[^/\\]\.([a-z]+)$/.exec(file)?.[1] ?? ''
  return isReportFormat(ending) ? ending : null
}

export function renderReport(report: ScanReport, format: ReportFormat, context: ReportContext): string {
  return RENDERERS[format](report, context)
}
