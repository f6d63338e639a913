import { escapeText } from '../../escape.ts'
import { html, Markup, text } from '../../html/markup.ts'
import { grouped } from '../../words.ts'

/** So many rows are on a page of a table; without scripts these are all there is. */
export const PAGE_ROWS = 25
const CELL_MAX = 200

export type ColumnKind = 'text' | 'mono' | 'number' | 'verdict' | 'links'

export interface Column {
  readonly label: string
  readonly kind: ColumnKind
}

/** A word and the piece of evidence that it leads to; null: it leads nowhere. */
export type Link = readonly [text: string, evidence: number | null]
export type Cell = string | number | null | readonly Link[]

export interface SurveyTable {
  readonly id: string
  /** What a row is, for the search and the count. */
  readonly what: string
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Cell[])[]
}

/** What the page's script gets: text that is visible already, for it to show as text. */
export function tableData({ columns, rows }: SurveyTable) {
  return { kinds: columns.map(({ kind }) => kind), rows: rows.map((cells) => cells.map(shown)) }
}

function shown(cell: Cell): string | number | readonly Link[] {
  if (cell === null) return ''
  if (typeof cell === 'number') return cell
  if (typeof cell === 'string') return escapeText(cell, CELL_MAX)
  return cell.map(([words, evidence]) => [escapeText(words, CELL_MAX), evidence] as const)
}

/** The first page of a table, with what it takes to search, sort and turn pages. */
export function tableSection(table: SurveyTable): Markup {
  const { id, what, columns, rows } = table
  const more = rows.length - PAGE_ROWS
  const options = columns.map(({ label }, index) => html`<option value="${index}">${label}</option>`)
  return html`<div class="controls" data-table="${id}" hidden>
<label>Search <input type="search" aria-controls="${id}"></label>
<label class="narrow">Sort by <select aria-controls="${id}"><option value="">given order</option>${options}</select></label>
<span class="pages"><button type="button" class="back" aria-label="previous page of ${what}">‹</button>
<span class="soft count" aria-live="polite"></span>
<button type="button" class="on" aria-label="next page of ${what}">›</button></span></div>
<div class="wide"><table class="stack" id="${id}"><thead><tr>${columns.map(headOf)}</tr></thead>
<tbody>${rows.slice(0, PAGE_ROWS).map((cells) => rowOf(cells, columns))}</tbody></table></div>${
    more > 0
      ? html`<p class="soft unscripted">and ${grouped(more)} more, which need the page's script; the CSV has them all</p>`
      : null
  }`
}

function headOf({ label, kind }: Column): Markup {
  const number = kind === 'number' ? 'number' : ''
  return html`<th scope="col" class="${number}"><button type="button">${label}</button></th>`
}

function rowOf(cells: readonly Cell[], columns: readonly Column[]): Markup {
  return html`<tr>${cells.map((cell, index) => {
    const { label = '', kind = 'text' } = columns[index] ?? {}
    return html`<td class="${kind}" data-label="${label}">${contentOf(cell, kind)}</td>`
  })}</tr>`
}

function contentOf(cell: Cell, kind: ColumnKind): Markup | string | null {
  if (cell === null) return null
  if (typeof cell === 'number') return grouped(cell)
  if (typeof cell !== 'string') return linksOf(cell)
  return kind === 'verdict' ? html`<span class="badge ${cell}">${cell}</span>` : text(cell, CELL_MAX)
}

function linksOf(links: readonly Link[]): Markup {
  const parts = links.map(([words, evidence]) =>
    evidence === null ? text(words, CELL_MAX) : html`<a href="#e${evidence}">${text(words, CELL_MAX)}</a>`,
  )
  return html`${parts.flatMap((part, index) => (index === 0 ? [part] : [new Markup(', '), part]))}`
}
