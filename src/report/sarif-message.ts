import type { Finding } from '../model/index.ts'
import { escapeText } from './escape.ts'
import { faultDetail, headline } from './messages.ts'
import { placeOf } from './stories.ts'
import { pathText } from './story-rows.ts'

/**
 * SARIF 3.11.5 and 3.11.6: in a message, `{0}` is a placeholder and `[text](target)` is a link. A package that
 * calls itself so must not become one.
 */
export function messageText(text: string): string {
  return text.replace(/[\\[\]]/g, '\\$&').replace(/[{}]/g, '$&$&')
}

function factText(finding: Finding): string {
  const place = placeOf(finding)
  if (finding.code === 'watch-incomplete') return escapeText(faultDetail(finding.detail), 300)
  const port = finding.port === undefined || finding.port === 0 ? '' : ` port ${finding.port}`
  const protocol = finding.protocol === null ? '' : ` (${escapeText(finding.protocol, 20)})`
  const where = place === null ? '' : escapeText(place, 120) + port + protocol
  return [where, escapeText(finding.detail, 200)].filter((text) => text !== '').join('; ')
}

/** Who did what, when; where it went; how the package came in. One line. */
export function resultText(finding: Finding): string {
  const script = finding.script === null ? '' : ` (${finding.script})`
  const facts = factText(finding)
  const via = finding.path.length > 1 ? ` It came with ${pathText(finding.path)}.` : ''
  return messageText(`${headline(finding)}${script}${facts === '' ? '' : `: ${facts}`}.${via}`)
}
