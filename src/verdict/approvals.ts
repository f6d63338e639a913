import type {
  Approval,
  ScannedPackage,
  ScanReport,
  ScriptPlace,
  Standing,
  Unproposed,
  VerdictKind,
} from '../model/index.ts'
import { worstVerdict } from './kind.ts'

/**
 * What each package with install scripts did, and whether npm's pinned entry is proposed for it: only for what was
 * seen to run and was clean, and never against an entry that is there already.
 */
export function approvalsOf(report: ScanReport, places: readonly ScriptPlace[]): Approval[] {
  const scripted = grouped(report.packages.filter(({ scripts }) => scripts.length > 0))
  const at = grouped(places)
  const here = [...scripted].map(([id, packages]) =>
    approvalOf(packages, at.get(id)?.filter((one) => one.here) ?? [], report),
  )
  const elsewhere = [...at]
    .filter(([id, those]) => !scripted.has(id) && those.every((one) => !one.here))
    .flatMap(([, those]) => those.slice(0, 1).map(elsewhereOf))
  return [...here, ...elsewhere]
}

/**
 * The verdict of the whole table. What somebody decided in npm's list is decided; that it is malicious is told all
 * the same.
 */
export function approvalVerdict(approvals: readonly Approval[]): VerdictKind {
  const kinds = approvals.flatMap(({ did, standing }) => {
    if (did === 'not-run') return []
    return standing === 'open' || (standing === 'approved' && did === 'malicious') ? [did] : []
  })
  return worstVerdict(kinds)
}

type Named = Pick<ScannedPackage, 'name' | 'version'>

function grouped<T extends Named>(items: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const id = JSON.stringify([item.name, item.version])
    groups.set(id, [...(groups.get(id) ?? []), item])
  }
  return groups
}

function approvalOf(
  packages: readonly ScannedPackage[],
  places: readonly ScriptPlace[],
  report: ScanReport,
): Approval {
  const { name = '', version = '' } = packages[0] ?? {}
  const did = worstVerdict(packages.map(seenVerdict))
  const standing = standingOf(places)
  // What npm finds only on unpacking came inside a tarball.
  const bundled = places.every((one) => one.bundled)
  const pin = places.find((one) => !one.bundled)?.pin ?? null
  const fits = places.every((one) => one.bundled || one.pin === `${name}@${version}`)
  return {
    name,
    version,
    scripts: [...new Set(packages.flatMap(({ scripts }) => scripts))],
    did,
    hosts: hostsOf(report, { name, version }),
    standing,
    pin,
    unproposed: unproposedOf({ did, standing, bundled, fits }),
  }
}

/** It has scripts and nobody saw them run: that is no knowledge. */
function seenVerdict({ verdict, basis }: ScannedPackage): VerdictKind {
  return basis === 'inert' && verdict === 'clean' ? 'inconclusive' : verdict
}

/** One denied place denies, and one that is open is open. */
function standingOf(places: readonly ScriptPlace[]): Standing {
  const standings = places.filter((one) => !one.bundled).map((one) => one.standing)
  if (standings.includes('denied')) return 'denied'
  return standings.length === 0 || standings.includes('open') ? 'open' : 'approved'
}

function unproposedOf(one: {
  readonly did: VerdictKind
  readonly standing: Standing
  readonly bundled: boolean
  readonly fits: boolean
}): Unproposed | null {
  if (one.standing !== 'open') return one.standing
  if (one.did !== 'clean') return 'not-clean'
  if (one.bundled) return 'bundled'
  return one.fits ? null : 'no-pin'
}

function elsewhereOf({ name, version, standing, pin }: ScriptPlace): Approval {
  return { name, version, scripts: [], did: 'not-run', hosts: [], standing, pin, unproposed: 'not-run' }
}

function hostsOf({ findings }: ScanReport, { name, version }: Named): string[] {
  const own = findings.filter((one) => one.package === name && one.version === version)
  return [...new Set(own.flatMap(({ host, address }) => host ?? address ?? []))]
}
