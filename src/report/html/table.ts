import { grouped } from '../words.ts'
import { html, type Markup } from './markup.ts'

/** A page that nobody can open helps nobody: what is beyond is counted, and the JSON has it. */
const ROWS_MAX = 1_000
/** From so many rows on a search is worth its place. */
const SEARCH_FROM = 12

interface Column {
  readonly label: string
  readonly isNumber?: boolean
}

/** A table with a search where it is long; on a narrow screen each row becomes lines. */
export function table(
  id: string,
  columns: readonly Column[],
  rows: readonly (readonly (Markup | string | number | null)[])[],
): Markup {
  const shown = rows.slice(0, ROWS_MAX)
  const head = columns.map(({ label, isNumber }) =>
    isNumber ? html`<th scope="col" class="number">${label}</th>` : html`<th scope="col">${label}</th>`,
  )
  const body = shown.map(
    (cells) =>
      html`<tr>${cells.map((cell, index) => {
        const { label = '', isNumber } = columns[index] ?? {}
        const kind = isNumber ? 'number' : ''
        return html`<td class="${kind}" data-label="${label}">${cell}</td>`
      })}</tr>`,
  )
  const search =
    shown.length < SEARCH_FROM
      ? null
      : html`<label>Search <input type="search" data-filters="${id}" hidden></label> <span class="soft" id="${`${id}-count`}" aria-live="polite"></span>`
  const more =
    rows.length > shown.length
      ? html`<p class="soft">and ${grouped(rows.length - shown.length)} more: the JSON has them all</p>`
      : null
  return html`${search}<div class="wide"><table class="stack" id="${id}"><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>${more}`
}
