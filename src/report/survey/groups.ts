import { placeOf } from '../stories.ts'
import { SURVEY_KINDS, type SurveyKind } from './kind.ts'
import type { Evidence, HostEntry, PackageEntry } from './survey-report.ts'

/** So many are listed; what is beyond is counted. */
const GROUPS_MAX = 20_000
/** Names below one entry. */
const NAMES_MAX = 50

type Piece = Omit<Evidence, 'targets'>

interface Group {
  readonly kinds: Set<SurveyKind>
  readonly evidence: Set<number>
  /** Hosts of a package, packages of a host. */
  readonly others: Set<string>
  /** Versions of a package, protocols of a host. */
  readonly details: Set<string>
  lastTarget: number
  targets: number
}

/** Hosts to packages and packages to hosts, for as many as there is room for. */
export class Groups {
  readonly #hosts = new Map<string, Group>()
  readonly #packages = new Map<string, Group>()
  /** Not listed; a set of their names would be what there is no room for, so each target counts. */
  omittedHosts = 0
  omittedPackages = 0

  /** A piece of evidence that was found in the tree of the target at this position. */
  add(piece: Piece, evidence: number | null, target: number): void {
    const name = piece.package ?? 'unknown'
    const own = groupAt(this.#packages, name)
    if (own === null) this.omittedPackages += 1
    else note(own, piece, evidence, target)
    if (own !== null && piece.version !== null) addCut(own.details, piece.version)
    for (const finding of piece.findings) {
      const place = placeOf(finding)
      if (place === null) continue
      if (own !== null) addCut(own.others, place, GROUPS_MAX)
      const host = groupAt(this.#hosts, place)
      if (host === null) {
        this.omittedHosts += 1
        continue
      }
      note(host, piece, evidence, target)
      addCut(host.others, name, GROUPS_MAX)
      if (finding.protocol !== null) addCut(host.details, finding.protocol)
    }
  }

  hosts(): readonly HostEntry[] {
    return mostFirst(this.#hosts).map(([host, group]) => ({
      host,
      packages: [...group.others].slice(0, NAMES_MAX),
      packageCount: group.others.size,
      targets: group.targets,
      kinds: inOrder(group.kinds),
      protocols: [...group.details].sort(),
      evidence: [...group.evidence],
    }))
  }

  packages(): readonly PackageEntry[] {
    return mostFirst(this.#packages).map(([name, group]) => ({
      name,
      versions: [...group.details],
      hosts: [...group.others].slice(0, NAMES_MAX),
      hostCount: group.others.size,
      targets: group.targets,
      kinds: inOrder(group.kinds),
      evidence: [...group.evidence],
    }))
  }
}

function groupAt(groups: Map<string, Group>, name: string): Group | null {
  const known = groups.get(name)
  if (known !== undefined) return known
  if (groups.size >= GROUPS_MAX) return null
  const group: Group = {
    kinds: new Set(),
    evidence: new Set(),
    others: new Set(),
    details: new Set(),
    lastTarget: -1,
    targets: 0,
  }
  groups.set(name, group)
  return group
}

/** A target counts once, however often a host is in it: targets come one after the other. */
function note(group: Group, { kinds }: Piece, evidence: number | null, target: number): void {
  if (group.lastTarget !== target) group.targets += 1
  group.lastTarget = target
  for (const kind of kinds) group.kinds.add(kind)
  if (evidence !== null && group.evidence.size < NAMES_MAX) group.evidence.add(evidence)
}

function addCut(set: Set<string>, value: string, max = NAMES_MAX): void {
  if (set.size < max) set.add(value)
}

function inOrder(kinds: ReadonlySet<SurveyKind>): readonly SurveyKind[] {
  return SURVEY_KINDS.filter((kind) => kinds.has(kind))
}

function mostFirst(groups: ReadonlyMap<string, Group>): [string, Group][] {
  return [...groups].sort(([a, one], [b, other]) => {
    const size = other.others.size - one.others.size || other.targets - one.targets
    return size || (a < b ? -1 : 1)
  })
}
