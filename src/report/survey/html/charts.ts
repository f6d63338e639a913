import { html, type Markup, text } from '../../html/markup.ts'
import { grouped, percent } from '../../words.ts'
import type { SurveyReport } from '../survey-report.ts'
import { KIND_MEANINGS, KIND_NAMES } from '../words.ts'

const HOSTS_MAX = 10
/** What is there is to be seen, however small its share. */
const THINNEST = 0.6

interface Part {
  readonly label: string
  readonly value: number
  /** Class of its colour. */
  readonly colour: string
}

/** Beside the numbers: how they are divided. */
export function sharesSection({ totals }: SurveyReport): Markup {
  const { verdicts, basis } = totals
  return html`<div>
${stacked('Verdicts', [
  { label: 'malicious', value: verdicts.malicious, colour: 'malicious' },
  { label: 'suspicious', value: verdicts.suspicious, colour: 'suspicious' },
  { label: 'inconclusive', value: verdicts.inconclusive, colour: 'inconclusive' },
  { label: 'clean', value: verdicts.clean, colour: 'clean' },
])}
${stacked('How each was reached', [
  { label: 'watched in the sandbox', value: basis.watched, colour: 'watched' },
  { label: 'watched before', value: basis.inferred, colour: 'inferred' },
  { label: 'nothing to run: read', value: basis.inert, colour: 'inert' },
  { label: 'nothing was reached', value: basis.none, colour: 'inconclusive' },
])}
</div>`
}

export function chartsSection(report: SurveyReport): Markup {
  return html`<div class="charts">
${kindsChart(report)}
${hostsChart(report)}
</div>`
}

function stacked(title: string, parts: readonly Part[]): Markup {
  const total = parts.reduce((sum, { value }) => sum + value, 0)
  const present = parts.filter(({ value }) => value > 0)
  const widths = present.map(({ value }) => Math.max(THINNEST, (value / total) * 100))
  const scale =
    100 /
    Math.max(
      1,
      widths.reduce((sum, width) => sum + width, 0),
    )
  let x = 0
  const bars = present.map(({ label, value, colour }, index) => {
    const width = (widths[index] ?? 0) * scale
    const bar = html`<rect class="fill-${colour}" x="${x.toFixed(2)}%" width="${width.toFixed(2)}%" height="18"><title>${label}: ${grouped(value)}</title></rect>`
    x += width
    return bar
  })
  const legend = parts.map(
    ({ label, value, colour }) =>
      html`<li><svg class="dot" aria-hidden="true"><rect class="fill-${colour}" width="10" height="10" rx="2"/></svg><span>${label}</span><b>${grouped(value)}</b><span class="soft">${percent(value, total)}</span></li>`,
  )
  return html`<figure><figcaption>${title}</figcaption><svg class="stack-bar" aria-hidden="true"><rect class="fill-none" width="100%" height="18"/>${bars}</svg><ul class="legend">${legend}</ul></figure>`
}

function kindsChart({ kinds, totals }: SurveyReport): Markup {
  const most = Math.max(1, ...kinds.map(({ packages }) => packages))
  const rows = kinds.map(({ kind, packages }) =>
    barRow(
      html`<button type="button" class="pick" data-pick="results" data-term="${KIND_NAMES[kind]}" title="${KIND_MEANINGS[kind]}">${KIND_NAMES[kind]}</button>`,
      packages / most,
      html`<b>${grouped(packages)}</b> <span class="soft">${percent(packages, totals.analysed)}</span>`,
    ),
  )
  return html`<figure><figcaption>By kind <span class="soft">a guess from addresses; a package may have several</span></figcaption>${rows.length === 0 ? html`<p class="soft">Nothing was found.</p>` : rows}</figure>`
}

function hostsChart({ hosts }: SurveyReport): Markup {
  const top = hosts.slice(0, HOSTS_MAX)
  const most = Math.max(1, ...top.map(({ packageCount }) => packageCount))
  const rows = top.map(({ host, packageCount }) =>
    barRow(
      html`<button type="button" class="pick mono" data-pick="hosts" data-term="${text(host, 100)}">${text(host, 100)}</button>`,
      packageCount / most,
      html`<b>${grouped(packageCount)}</b>`,
    ),
  )
  return html`<figure class="hosts"><figcaption>Most contacted <span class="soft">packages by host</span></figcaption>${rows.length === 0 ? html`<p class="soft">Nothing but the registry.</p>` : rows}</figure>`
}

function barRow(label: Markup, share: number, number: Markup): Markup {
  const width = Math.max(THINNEST, share * 100).toFixed(2)
  return html`<div class="bar-row">${label}<svg aria-hidden="true"><rect class="fill-accent" width="${width}%" height="12" rx="2"/></svg><span class="value">${number}</span></div>`
}
