import { html, type Markup } from '../../html/markup.ts'
import { grouped, percent } from '../../words.ts'
import type { SurveyReport } from '../survey-report.ts'
import { dateText, filterTexts, LIMITS, methodTexts, sourceText, spanText } from '../words.ts'

/** How it was found out, what that cannot say, and what to type to see it again. */
export function methodSection(report: SurveyReport): Markup {
  const { survey, madeAt, totals } = report
  const span = spanText(totals.firstFinishedAt, totals.lastFinishedAt)
  const filters = filterTexts(survey.filter)
  return html`${methodTexts(report).map((sentence) => html`<p>${sentence}</p>`)}
<h3>What this cannot say</h3>
<ul>${LIMITS.map((sentence) => html`<li>${sentence}</li>`)}</ul>
<h3>Where and when</h3>
<dl>
<dt>names</dt><dd>${sourceText(survey)}</dd>
<dt>filter</dt><dd>${filters.length === 0 ? 'none' : filters.map((one) => html`<div>${one}</div>`)}</dd>
<dt>platform</dt><dd>${survey.platform}, ${survey.engine}, sensor ${survey.sensor}</dd>
<dt>versions</dt><dd>npm ${survey.npm}, Node ${survey.node}</dd>
<dt>started</dt><dd>${dateText(survey.startedAt)}</dd>
<dt>results</dt><dd>${span ?? 'none'}</dd>
<dt>page made</dt><dd>${dateText(madeAt)}</dd>
</dl>
<h3>To repeat it</h3>
<pre>${survey.command}
dsca report ${survey.id} --output=survey.html
dsca report ${survey.id} --output=survey.csv     # each finding, for a spreadsheet
dsca show SCAN                                   # the whole of a piece of evidence</pre>`
}

export function reasonsTable({ inconclusive, totals }: SurveyReport): Markup {
  const { reasons } = inconclusive
  if (reasons.length === 0) return html`<p>Nothing: each package has a verdict.</p>`
  return html`<table><thead><tr><th scope="col">Why</th><th scope="col" class="number">Packages</th><th scope="col">Share</th></tr></thead><tbody>${reasons
    .slice(0, 50)
    .map(
      ({ reason, packages }) =>
        html`<tr><td>${reason}</td><td class="number">${grouped(packages)}</td><td class="soft">${percent(packages, totals.done)}</td></tr>`,
    )}</tbody></table>`
}
