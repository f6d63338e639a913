import { placeOf } from '../../stories.ts'
import type { Evidence, FlaggedResult, HostEntry, PackageEntry, SurveyReport } from '../survey-report.ts'
import { KIND_NAMES } from '../words.ts'
import type { Cell, Link, SurveyTable } from './tables.ts'

const LINKS_MAX = 8

/** Every target in whose tree something was found. */
export function resultTable({ results, evidence }: SurveyReport): SurveyTable {
  return {
    id: 'results',
    what: 'findings',
    columns: [
      { label: 'Package', kind: 'links' },
      { label: 'Verdict', kind: 'verdict' },
      { label: 'What it looks like', kind: 'text' },
      { label: 'Hosts', kind: 'mono' },
      { label: 'Because of', kind: 'links' },
      { label: 'Downloads', kind: 'number' },
    ],
    rows: results.map((result) => resultRow(result, evidence)),
  }
}

function resultRow(result: FlaggedResult, evidence: readonly Evidence[]): readonly Cell[] {
  const { name, version, verdict, kinds, downloads } = result
  const pieces = result.evidence.flatMap((at) => {
    const piece = evidence[at]
    return piece === undefined ? [] : [{ at, piece }]
  })
  const hosts = new Set(
    pieces.flatMap(({ piece }) => piece.findings.flatMap((finding) => placeOf(finding) ?? [])),
  )
  const first = pieces[0]?.at ?? null
  return [
    [[version === null ? name : `${name}@${version}`, first]],
    verdict === 'clean' ? 'allowed' : verdict,
    kindText(kinds),
    cutList([...hosts]),
    cutLinks(pieces.map(({ at, piece }) => [whoOf(piece, result), at])),
    downloads,
  ]
}

/** Its own script, or whose. */
function whoOf({ package: name, version, script, phase }: Evidence, target: FlaggedResult): string {
  const what = script ?? phase
  if (name === null) return 'the installation'
  if (name === target.name && version === target.version) return `its own ${what ?? 'source'}`
  return `${name}${version === null ? '' : `@${version}`}${what === null ? '' : ` ${what}`}`
}

export function hostTable({ hosts, evidence }: SurveyReport): SurveyTable {
  return {
    id: 'hosts',
    what: 'hosts',
    columns: [
      { label: 'Host or address', kind: 'mono' },
      { label: 'Packages that contact it', kind: 'links' },
      { label: 'How many', kind: 'number' },
      { label: 'In trees', kind: 'number' },
      { label: 'What it looks like', kind: 'text' },
      { label: 'Protocols', kind: 'text' },
    ],
    rows: hosts.map((entry) => [
      entry.host,
      packagesOf(entry, evidence),
      entry.packageCount,
      entry.targets,
      kindText(entry.kinds),
      entry.protocols.join(', '),
    ]),
  }
}

/** Each package leads to the first piece of evidence of it. */
function packagesOf(
  { packages, packageCount, evidence: positions }: HostEntry,
  evidence: readonly Evidence[],
) {
  const firsts = new Map<string, number>()
  for (const at of positions) {
    const name = evidence[at]?.package ?? 'unknown'
    if (!firsts.has(name)) firsts.set(name, at)
  }
  return cutLinks(
    packages.map((name) => [name, firsts.get(name) ?? null]),
    packageCount,
  )
}

export function packageTable({ packages }: SurveyReport): SurveyTable {
  return {
    id: 'packages',
    what: 'packages',
    columns: [
      { label: 'Package', kind: 'links' },
      { label: 'Versions', kind: 'text' },
      { label: 'Hosts that it contacts', kind: 'mono' },
      { label: 'How many', kind: 'number' },
      { label: 'In trees', kind: 'number' },
      { label: 'What it looks like', kind: 'text' },
    ],
    rows: packages.map((entry: PackageEntry) => [
      [[entry.name, entry.evidence[0] ?? null]],
      cutList(entry.versions),
      cutList(entry.hosts, entry.hostCount),
      entry.hostCount,
      entry.targets,
      kindText(entry.kinds),
    ]),
  }
}

export function inconclusiveTable({ inconclusive }: SurveyReport): SurveyTable {
  return {
    id: 'unknown',
    what: 'inconclusive packages',
    columns: [
      { label: 'Package', kind: 'mono' },
      { label: 'Why', kind: 'text' },
      { label: 'Tried', kind: 'number' },
      { label: 'Scan', kind: 'mono' },
    ],
    rows: inconclusive.results.map(({ name, version, reason, attempts, scanId }) => [
      version === null ? name : `${name}@${version}`,
      reason,
      attempts,
      scanId,
    ]),
  }
}

function kindText(kinds: FlaggedResult['kinds']): string {
  return kinds.map((kind) => KIND_NAMES[kind]).join(', ')
}

function cutList(words: readonly string[], total = words.length): string {
  const more = total - LINKS_MAX
  const shown = words.slice(0, LINKS_MAX).map((word) => word.slice(0, 100))
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ')
}

function cutLinks(links: readonly Link[], total = links.length): readonly Link[] {
  const more = total - LINKS_MAX
  return more > 0 ? [...links.slice(0, LINKS_MAX), [`${more} more`, null]] : links
}
