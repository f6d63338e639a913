import { createHash } from 'node:crypto'
import type { ScanReport } from '../../model/index.ts'
import { allStoriesOf, type Story, storiesOf } from '../stories.ts'
import { aboutSection } from './about.ts'
import { findingsSection } from './findings.ts'
import { hostsSection } from './hosts.ts'
import { html, Markup } from './markup.ts'
import { packagesSection } from './packages.ts'
import { requestsSection } from './requests.ts'
import { SCRIPT } from './script.ts'
import { STYLE } from './style.ts'
import { startOf, timelineSection } from './timeline.ts'
import { verdictSection } from './verdict.ts'

/**
 * A scan as one page that needs nothing else: no network, no server, and no script but the one whose hash it names.
 * Whatever a package put into names, addresses and bodies is text in it.
 */
export function renderHtml(report: ScanReport): string {
  const stories = storiesOf(report)
  const all = allStoriesOf(report)
  const open = new Set(stories.map(keyOf))
  const quiet = all.filter((story) => !open.has(keyOf(story)))
  const start = startOf(report)
  const body = html`<main>
${verdictSection(report, stories)}
<h2 id="findings">Findings</h2>
${findingsSection(stories, start)}
${quiet.length === 0 ? null : html`<details><summary>Allowed, or mere information (${quiet.length})</summary>${findingsSection(quiet, start)}</details>`}
<h2 id="timeline">Timeline</h2>
${timelineSection(report)}
<h2 id="places">Hosts and addresses</h2>
${hostsSection(report)}
<h2 id="requests">Requests</h2>
${requestsSection(report, start)}
<h2 id="tree">Packages</h2>
${packagesSection(report)}
<h2 id="about">Evidence and limits</h2>
${aboutSection(report)}
</main>`
  const policy = `default-src 'none'; style-src '${hashOf(STYLE)}'; script-src '${hashOf(SCRIPT)}'; base-uri 'none'; form-action 'none'`
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}"><meta name="referrer" content="no-referrer">
<title>safe-npm: ${report.verdict}, ${report.id}</title><style>${new Markup(STYLE)}</style></head>
<body>${body}<script>${new Markup(SCRIPT)}</script></body></html>
`.text
}

function keyOf({ package: name, version, script, phase }: Story): string {
  return JSON.stringify([name, version, script ?? phase])
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
