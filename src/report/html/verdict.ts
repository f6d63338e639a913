import type { ScanReport } from '../../model/index.ts'
import { headline } from '../messages.ts'
import { head, type Story } from '../stories.ts'
import { count, duration } from '../words.ts'
import { html, type Markup } from './markup.ts'

/** What it comes to, in a sentence: before anything else on the page. */
export function verdictSection(report: ScanReport, stories: readonly Story[]): Markup {
  const { verdict } = report
  const requested = report.packages.filter(({ direct }) => direct)
  const names = (requested.length > 0 ? requested : report.packages)
    .slice(0, 3)
    .map(({ name, version }) => `${name}@${version}`)
  const others = report.packages.length - names.length
  const when = report.startedAt.replace('T', ' ').replace(/\.\d+Z$|Z$/, ' UTC')
  const where = report.engine === null ? 'no sandbox was needed' : `in ${report.engine}`
  return html`<header class="verdict ${verdict}">
<p><span class="badge ${verdict}">${verdict}</span></p>
<h1>${sentence(report, stories)}</h1>
<p class="mono">${names.join(', ')}${others > 0 ? ` and ${count(others, 'more package', 'more packages')}` : ''}</p>
<p class="soft">Watched ${when}, ${where}, on ${report.platform}, npm ${report.npm}, Node ${report.node}, in ${duration(report.timings.total)}. Scan ${report.id}.</p>
</header>`
}

function sentence({ verdict, packages, runs }: ScanReport, stories: readonly Story[]): string {
  const first = stories[0]
  if (verdict !== 'clean' && first !== undefined) {
    const more = stories.length - 1
    return `${headline(head(first))}${more > 0 ? `, and ${count(more, 'more finding', 'more findings')}` : ''}`
  }
  const scripts = runs.filter(({ phase }) => phase === 'install').length
  return `${count(packages.length, 'package')} watched: ${scripts === 0 ? 'no scripts' : `${count(scripts, 'script')} ran`}, nothing contacted`
}
