import type { Finding, ScanReport } from '../model/index.ts'
import { escapeText } from './escape.ts'
import { placeOf } from './stories.ts'
import { ago, count } from './words.ts'

/** What a version of a package does while it installs, as far as it is known. */
export interface Behaviour {
  /** Names of its scripts. */
  readonly scripts: readonly string[]
  /** Command by script, of those that were run and recorded. */
  readonly commands: Readonly<Record<string, string>>
  /** Names that were looked up, and what was contacted. */
  readonly hosts: readonly string[]
}

/** What was not so in the version before. */
export interface Changes {
  readonly scripts: readonly string[]
  /** Scripts with another command, with the command that they had. */
  readonly changed: readonly { readonly script: string; readonly was: string }[]
  readonly hosts: readonly string[]
}

/** What is known of the last clean version of a package. */
export interface PreviousWatch {
  readonly version: string
  /** Milliseconds since 1970. */
  readonly watchedAt: number
  readonly scripts: readonly string[]
  /** How many findings there are of it, all of them allowed or mere notes. */
  readonly findings: number
  /** Compared with the version that is new; absent where nothing is known to compare. */
  readonly changes?: Changes
}

const LISTED_MAX = 4
const COMMAND_MAX = 80

/** The places that findings name. */
export function hostsOf(findings: readonly Finding[]): string[] {
  return [...new Set(findings.map(placeOf).filter((place) => place !== null))]
}

/** What a package did in a scan: its scripts, their commands, and whom it wanted to reach. */
export function behaviourIn(report: ScanReport, name: string, version: string): Behaviour {
  const isOf = (one: { readonly package: string | null; readonly version: string | null }) =>
    one.package === name && one.version === version
  const runs = report.runs.filter((run) => isOf(run) && run.phase === 'install' && run.script !== null)
  const listed = report.packages.filter((one) => one.name === name && one.version === version)
  return {
    scripts: [
      ...new Set([...listed.flatMap(({ scripts }) => scripts), ...runs.map((run) => run.script ?? '')]),
    ],
    commands: Object.fromEntries(runs.map((run) => [run.script ?? '', run.command])),
    hosts: hostsOf(report.findings.filter(isOf)),
  }
}

/** What is new: scripts, commands of scripts, hosts. A command that was not recorded is not called changed. */
export function compareBehaviour(now: Behaviour, before: Behaviour): Changes {
  return {
    scripts: now.scripts.filter((script) => !before.scripts.includes(script)),
    changed: now.scripts.flatMap((script) => {
      const was = Object.hasOwn(before.commands, script) ? before.commands[script] : undefined
      const is = Object.hasOwn(now.commands, script) ? now.commands[script] : undefined
      return was === undefined || is === undefined || was === is ? [] : [{ script, was }]
    }),
    hosts: now.hosts.filter((host) => !before.hosts.includes(host)),
  }
}

function listed(what: string, values: readonly string[], max: number): string[] {
  const shown = values.slice(0, LISTED_MAX).map((value) => `${what} ${escapeText(value, max)}`)
  const more = values.length - shown.length
  return more > 0 ? [...shown, `${count(more, 'more', 'more')}`] : shown
}

/** Of a version that did nothing everything is new, and the first line has said so. */
function changesTexts({ changes, scripts, findings }: PreviousWatch): string[] {
  if (changes === undefined || (scripts.length === 0 && findings === 0)) return []
  const added = [...listed('script', changes.scripts, 20), ...listed('host', changes.hosts, 120)]
  const changed = changes.changed.map(
    ({ script, was }) => `${escapeText(script, 20)} was: ${escapeText(was, COMMAND_MAX)}`,
  )
  if (added.length + changed.length === 0) return ['no script and no host is new']
  return [...(added.length > 0 ? [`new: ${added.join(', ')}`] : []), ...changed]
}

/** `1.3.0 (watched 12 days ago: no scripts)`, and below it what is new since. */
export function newSinceTexts(previous: PreviousWatch, now: number): string[] {
  const scripts =
    previous.scripts.length === 0
      ? 'no scripts'
      : previous.scripts.map((one) => escapeText(one, 20)).join(', ')
  const findings = previous.findings === 0 ? 'nothing found' : count(previous.findings, 'finding')
  const facts = previous.scripts.length === 0 && previous.findings === 0 ? scripts : `${scripts}; ${findings}`
  const version = escapeText(previous.version, 60)
  return [`${version} (watched ${ago(previous.watchedAt, now)}: ${facts})`, ...changesTexts(previous)]
}
