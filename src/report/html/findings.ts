import { downloadHeadline, headline, looksLike } from '../messages.ts'
import { head, type Story } from '../stories.ts'
import { downloadKind, storyRows } from '../story-rows.ts'
import { html, type Markup, text } from './markup.ts'

const STORIES_MAX = 200
const LABEL_MAX = 40
const ROW_MAX = 400

/** One card a story: a sentence, then who, what and where. */
export function findingsSection(stories: readonly Story[], start: number): Markup {
  if (stories.length === 0) return html`<p>Nothing was found.</p>`
  const more = stories.length - STORIES_MAX
  return html`${stories.slice(0, STORIES_MAX).map((story) => card(story, start))}${
    more > 0 ? html`<p class="soft">and ${more} more: the JSON has them all</p>` : null
  }`
}

function card(story: Story, start: number): Markup {
  const worst = head(story)
  const kind = downloadKind(story)
  const isAllowed = story.findings.every(({ allowed }) => allowed === true)
  const title = kind === null ? headline(worst) : downloadHeadline(worst)
  const times = story.findings.flatMap(({ time }) => (time === null ? [] : [time]))
  const first = times.length === 0 ? null : Math.min(...times) - start
  const rows = storyRows(story).filter(({ label }) => label !== 'came with')
  return html`<article class="card ${worst.severity}">
<span class="badge ${worst.severity}">${isAllowed ? 'allowed' : worst.severity}</span>
<h3>${title}</h3>
<dl>${rows.map(
    ({ label, values }) =>
      html`<dt>${text(label, LABEL_MAX)}</dt><dd>${values.map((value) => html`<div class="mono">${text(value, ROW_MAX)}</div>`)}</dd>`,
  )}
${first === null ? null : html`<dt>first seen</dt><dd>${first.toFixed(3)} s after the first process started</dd>`}
${story.path.length > 1 ? html`<dt>came with</dt><dd>${dependencyPath(story.path)}</dd>` : null}
${kind === null ? null : html`<dt>looks like</dt><dd>${looksLike(kind)}</dd>`}
<dt>codes</dt><dd class="soft">${[...new Set(story.findings.map(({ code }) => code))].join(', ')}</dd></dl>
</article>`
}

const PATH_MAX = 20

/** From your own dependency down to the one that did it. */
function dependencyPath(path: readonly string[]): Markup {
  return html`<ol class="path">${path.slice(-PATH_MAX).map((step) => html`<li class="mono">${step}</li>`)}</ol>`
}
