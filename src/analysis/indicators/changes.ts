import type { FileEvent, Finding, Run, TreePackage } from '../../model/index.ts'
import { groupBy } from '../group.ts'
import { actsLater } from '../persistence.ts'
import type { Indicator, Scene } from '../scene.ts'
import { cut } from '../text.ts'

/** What became of one file, and whose doing it was; null when more than one may have done it. */
interface Change {
  readonly event: FileEvent
  readonly run: Run | null
}

/** What one kind of change is to the user. */
interface Judged extends Change {
  readonly finding: Pick<Finding, 'code' | 'severity'>
  /** Changes of one kind are one finding. */
  readonly kind: string
  /** What it means; empty when nothing more is known. */
  readonly why: string
}

/** What scripts wrote, changed and deleted outside of their own folders: in the home, the project, and other packages. */
export const changes: Indicator = (scene) => {
  const ownerOf = owners(scene.evidence.packages)
  const judged = (scene.evidence.files ?? []).flatMap((event): Judged[] => {
    if (event.decoy) return []
    const alive = scene.attribution.aliveAt(event.time)
    // Nothing ran then: it was the watch itself, which unpacks and links.
    if (alive.length === 0) return []
    const run = alive.length === 1 ? (alive[0] ?? null) : null
    const one = judge({ event, run }, alive, ownerOf)
    return one === null ? [] : [one]
  })
  return groupBy(judged, ({ run, finding, kind, why }) =>
    JSON.stringify([run?.id, finding.code, finding.severity, kind, why]),
  ).map((group) => findingOf(scene, group))
}

type OwnerOf = (path: string) => TreePackage | null

function judge(change: Change, alive: readonly Run[], ownerOf: OwnerOf): Judged | null {
  const { root, path, change: what } = change.event
  const code = what === 'deleted' ? 'file-deleted' : 'file-changed'
  if (root === 'project' && path.startsWith('node_modules/')) return inPackages(change, alive, ownerOf)
  const why = actsLater(root, path)
  if (why !== null) return { ...change, finding: { code, severity: 'suspicious' }, kind: path, why }
  if (root === 'project' && /^(\.git\/hooks|\.husky|\.githooks)\//.test(path))
    return { ...change, finding: { code, severity: 'info' }, kind: 'hooks', why: 'run by git' }
  const top = path.split('/').slice(0, 2).join('/')
  return { ...change, finding: { code, severity: 'info' }, kind: `${root}/${top}`, why: '' }
}

/** Python keeps what it has compiled beside what it came from: every native build does it in node-gyp's folder. */
const BYTE_CODE = /\/__pycache__\/[^/]+\.pyc$/

/** Its own folder is a package's to do with as it likes; other packages' are not. */
function inPackages(change: Change, alive: readonly Run[], ownerOf: OwnerOf): Judged | null {
  const { path, change: what } = change.event
  const owner = ownerOf(path)
  const isOwn = owner !== null && alive.some(({ location }) => location === owner.location)
  if (isOwn) {
    if (path !== `${owner.location}/package.json` || what === 'created') return null
    const why = 'its own manifest: what it says now is not what ran'
    return { ...change, finding: { code: 'package-changed', severity: 'info' }, kind: path, why }
  }
  if (owner !== null && BYTE_CODE.test(path)) {
    const why = `of ${cut(owner.name)}@${cut(owner.version)}, kept by Python`
    return { ...change, finding: { code: 'package-changed', severity: 'info' }, kind: 'python', why }
  }
  if (owner !== null) {
    const why = `of ${cut(owner.name)}@${cut(owner.version)}`
    return {
      ...change,
      finding: { code: 'package-changed', severity: 'suspicious' },
      kind: owner.location,
      why,
    }
  }
  if (path.startsWith('node_modules/.bin/')) {
    const why = 'started by whoever types this command'
    return { ...change, finding: { code: 'package-changed', severity: 'suspicious' }, kind: path, why }
  }
  return null // a folder of its own choice, which is no package: caches, generated clients
}

/** The package in whose folder a path is: the longest of those that fit. */
function owners(packages: readonly TreePackage[]): OwnerOf {
  const byLocation = new Map(packages.map((one) => [one.location, one]))
  return (path) => {
    let folder = path
    while (folder.includes('/')) {
      folder = folder.slice(0, folder.lastIndexOf('/'))
      const found = byLocation.get(folder)
      if (found !== undefined) return found
    }
    return null
  }
}

function findingOf(scene: Scene, group: readonly [Judged, ...Judged[]]): Finding {
  const sorted = [...group].sort((a, b) => (a.event.path < b.event.path ? -1 : 1))
  const [{ event, finding, run, why } = group[0]] = sorted
  const more = group.length === 1 ? '' : ` and ${group.length - 1} more`
  return {
    ...finding,
    ...scene.subjectOf(run),
    protocol: null,
    detail: `${event.root === 'home' ? '~' : '.'}/${cut(event.path)}${more}${why === '' ? '' : ` (${why})`}`,
    time: Math.min(...group.map((one) => one.event.time)),
    count: group.length,
  }
}
