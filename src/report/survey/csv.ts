import type { Finding } from '../../model/index.ts'
import type { SurveyResult } from '../../model/survey.ts'

/** RFC 4180: comma, CRLF, quotes doubled. https://www.rfc-editor.org/rfc/rfc4180 */
const COLUMNS = [
  'position',
  'target',
  'target_version',
  'downloads',
  'verdict',
  'basis',
  'code',
  'severity',
  'allowed',
  'package',
  'version',
  'script',
  'phase',
  'path',
  'host',
  'address',
  'port',
  'protocol',
  'count',
  'detail',
  'scan',
  'reason',
] as const

type Cell = string | number | boolean | null | undefined

export function csvHead(): string {
  return line(COLUMNS)
}

/** One row for each finding; of what is inconclusive without one, a row with the reason. */
export function csvRows(result: SurveyResult): string {
  const { findings, verdict } = result
  if (findings.length > 0) return findings.map((finding) => rowOf(result, finding)).join('')
  return verdict === 'clean' ? '' : rowOf(result, null)
}

function rowOf(result: SurveyResult, finding: Finding | null): string {
  return line([
    result.position,
    result.name,
    result.version,
    result.downloads,
    result.verdict,
    result.basis,
    finding?.code,
    finding?.severity,
    finding?.allowed,
    finding?.package,
    finding?.version,
    finding?.script,
    finding?.phase,
    finding?.path.join(' > '),
    finding?.host,
    finding?.address,
    finding?.port,
    finding?.protocol,
    finding?.count,
    finding?.detail,
    result.scanIds[0],
    result.reason,
  ])
}

function line(cells: readonly Cell[]): string {
  return `${cells.map(field).join(',')}\r\n`
}

/**
 * A cell that begins like a formula is one to a spreadsheet, and what is in it was written by strangers: an
 * apostrophe before it makes it text. https://owasp.org/www-community/attacks/CSV_Injection
 */
function field(cell: Cell): string {
  if (cell === null || cell === undefined) return ''
  if (typeof cell !== 'string') return String(cell)
  const visible = cell.replaceAll(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  )
  const text = /^[\s]*[=+\-@|%＝＋－＠]/u.test(visible) ? `'${visible}` : visible
  return /[",;\r\n\t' ]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
