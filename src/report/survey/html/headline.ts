import { html, type Markup } from '../../html/markup.ts'
import { grouped, percent } from '../../words.ts'
import type { SurveyReport } from '../survey-report.ts'
import { filterTexts, sourceText, spanText, stateText } from '../words.ts'

/** What it came to, for somebody who reads nothing else. */
export function headlineSection(report: SurveyReport): Markup {
  const { survey, totals, state } = report
  const { analysed, foreign, verdicts, done, chosen } = totals
  const isPart = state !== 'done' || done < chosen
  const filters = filterTexts(survey.filter)
  const span = spanText(totals.firstFinishedAt, totals.lastFinishedAt)
  return html`<header class="verdict ${verdicts.malicious > 0 ? 'malicious' : foreign > 0 ? 'suspicious' : 'clean'}">
<p class="soft">Survey ${survey.id}</p>
<h1>${sentence(foreign, analysed)}</h1>
<p>${sourceText(survey)}${filters.length === 0 ? '' : `; ${filters.join('; ')}`}.</p>
<p class="soft">Watched on ${survey.platform} in ${survey.engine}, npm ${survey.npm}, Node ${survey.node}${span === null ? '' : `, ${span}`}.</p>
${isPart ? html`<p><span class="badge inconclusive">${stateText(report)}</span> All numbers are of this part.</p>` : null}</header>
<div class="tiles">
${tile(grouped(analysed), 'analysed', `of ${grouped(chosen)} chosen`, '')}
${tile(grouped(foreign), 'look up or contact strangers', percent(foreign, analysed), foreign > 0 ? 'suspicious' : '')}
${tile(grouped(verdicts.malicious), 'malicious', percent(verdicts.malicious, analysed), verdicts.malicious > 0 ? 'malicious' : '')}
${tile(grouped(verdicts.inconclusive), 'inconclusive', percent(verdicts.inconclusive, done), verdicts.inconclusive > 0 ? 'inconclusive' : '')}
</div>`
}

function sentence(foreign: number, analysed: number): string {
  if (analysed === 0) return 'Nothing has been analysed yet'
  const of = `${grouped(analysed)} ${analysed === 1 ? 'package' : 'packages'}`
  if (foreign === 0) return `None of ${of} contacted anything but the registry`
  return `${grouped(foreign)} of ${of} (${percent(foreign, analysed)}) contacted something other than the registry`
}

function tile(number: string, label: string, note: string, colour: string): Markup {
  return html`<div class="tile"><strong class="${colour}">${number}</strong><span>${label}</span><span class="soft">${note}</span></div>`
}

/** The table of the study that this follows, with what it had no word for. */
export function studySection({ totals }: SurveyReport): Markup {
  const { source, chosen, done, analysed, foreign, verdicts, basis, withScripts } = totals
  const rows: readonly (readonly [string, number, string])[] = [
    ['Names in the source', source, ''],
    ['Chosen by the filter', chosen, `${percent(chosen, source)} of the names`],
    ['Analysed', analysed, `${percent(analysed, chosen)} of the chosen`],
    ['With foreign look-ups or contacts', foreign, `${percent(foreign, analysed)} of the analysed`],
    ['Malicious', verdicts.malicious, `${percent(verdicts.malicious, analysed)} of the analysed`],
    ['Suspicious', verdicts.suspicious, `${percent(verdicts.suspicious, analysed)} of the analysed`],
    ['Clean', verdicts.clean, `${percent(verdicts.clean, analysed)} of the analysed`],
    ['Inconclusive', verdicts.inconclusive, `${percent(verdicts.inconclusive, done)} of the results`],
    ['With install scripts in the tree', withScripts, `${percent(withScripts, done)} of the results`],
    ['Watched in the sandbox', basis.watched, `${percent(basis.watched, done)} of the results`],
  ]
  return html`<div><table id="study"><thead><tr><th scope="col">Packages</th><th scope="col" class="number">Number</th><th scope="col">Share</th></tr></thead><tbody>${rows.map(
    ([what, number, share]) =>
      html`<tr class="${what.startsWith('With foreign') ? 'main' : ''}"><td>${what}</td><td class="number">${grouped(number)}</td><td class="soft">${share}</td></tr>`,
  )}</tbody></table>
<p class="soft">To compare: the study of the whole registry whose table this is took 3,123,890 names and found 855 packages (0.027 % of the names) that looked up other domains while they were installed.</p></div>`
}
