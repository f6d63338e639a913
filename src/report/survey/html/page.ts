import { createHash } from 'node:crypto'
import { html, Markup } from '../../html/markup.ts'
import { STYLE } from '../../html/style.ts'
import { count, grouped } from '../../words.ts'
import type { SurveyReport } from '../survey-report.ts'
import { evidenceCard } from './cards.ts'
import { chartsSection, sharesSection } from './charts.ts'
import { headlineSection, studySection } from './headline.ts'
import { methodSection, reasonsTable } from './method.ts'
import { hostTable, inconclusiveTable, packageTable, resultTable } from './rows.ts'
import { SURVEY_SCRIPT } from './script.ts'
import { SURVEY_STYLE } from './style.ts'
import { PAGE_ROWS, type SurveyTable, tableData, tableSection } from './tables.ts'

/** So many are there without a script, and on paper; the others when they are asked for. */
const CARDS_SHOWN = 25

/**
 * A survey as one page that needs nothing else: no network, no server, and no script but the one whose hash it
 * names. Whatever a package put into names, addresses and bodies is text in it; what is shown later is HTML that was
 * made and escaped here.
 */
export function renderSurveyHtml(report: SurveyReport): string {
  const tables = [
    resultTable(report),
    hostTable(report),
    packageTable(report),
    inconclusiveTable(report),
  ] as const
  const [results, hosts, packages, unknown] = tables
  const cards = report.evidence.map(evidenceCard)
  const style = STYLE + SURVEY_STYLE
  const policy = `default-src 'none'; style-src '${hashOf(style)}'; script-src '${hashOf(SURVEY_SCRIPT)}'; base-uri 'none'; form-action 'none'`
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}"><meta name="referrer" content="no-referrer">
<title>safe-npm survey ${report.survey.id}</title><style>${new Markup(style)}</style></head>
<body><nav aria-label="Sections"><ul>${SECTIONS.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>
<main>
${headlineSection(report)}
<section><h2 id="numbers">Numbers</h2>
<div class="overview">${studySection(report)}${sharesSection(report)}</div>
${chartsSection(report)}</section>
${withTable('findings', 'Findings', results, report.omitted.results, 'No package of this survey did anything that is worth telling.')}
${withTable('by-host', 'Hosts and who contacts them', hosts, report.omitted.hosts, 'Nothing but the registry was looked up or contacted.')}
${withTable('by-package', 'Packages and whom they contact', packages, report.omitted.packages, 'None.')}
<section><h2 id="evidence">Evidence</h2>
${evidenceIntro(report)}<div id="more-evidence"></div>${cards.slice(0, CARDS_SHOWN)}</section>
<section><h2 id="inconclusive">Inconclusive, and why</h2>
${reasonsTable(report)}${unknown.rows.length === 0 ? null : html`<h3 class="gap">Which</h3>${tableSection(unknown)}`}${omittedNote(report.omitted.inconclusive)}</section>
<section><h2 id="method">Method and limits</h2>
${methodSection(report)}</section>
</main><script type="application/json" id="data">${dataOf(tables, cards)}</script><script>${new Markup(SURVEY_SCRIPT)}</script></body></html>
`.text
}

const SECTIONS = [
  ['numbers', 'Numbers'],
  ['findings', 'Findings'],
  ['by-host', 'Hosts'],
  ['by-package', 'Packages'],
  ['evidence', 'Evidence'],
  ['inconclusive', 'Inconclusive'],
  ['method', 'Method and limits'],
] as const

function withTable(id: string, title: string, table: SurveyTable, omitted: number, none: string): Markup {
  return html`<section><h2 id="${id}">${title}</h2>
${table.rows.length === 0 ? html`<p>${none}</p>` : tableSection(table)}${omittedNote(omitted)}</section>`
}

function omittedNote(omitted: number): Markup | null {
  if (omitted === 0) return null
  return html`<p class="soft">${grouped(omitted)} more are counted and not listed: dsca report --output=FILE.csv has them all.</p>`
}

function evidenceIntro({ evidence, omitted }: SurveyReport): Markup {
  const more = evidence.length - CARDS_SHOWN
  return html`<p class="soft">What each script did, once however many trees it is in. ${
    more > 0
      ? html`These are the first ${CARDS_SHOWN} of ${count(evidence.length, 'piece')}; each finding above leads to its own.`
      : null
  }</p>${omittedNote(omitted.evidence)}`
}

/** In an element that is text until its end tag: without `<` there is none. */
function dataOf(tables: readonly SurveyTable[], cards: readonly Markup[]): Markup {
  const later = cards.slice(CARDS_SHOWN).map((card, index) => [index + CARDS_SHOWN, card.text] as const)
  const data = {
    pageRows: PAGE_ROWS,
    tables: Object.fromEntries(tables.map((table) => [table.id, tableData(table)])),
    cards: Object.fromEntries(later),
  }
  return new Markup(JSON.stringify(data).replaceAll('<', '\\u003c'))
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
