import type { ScanRecord, VerdictKey } from '../history/history.ts'
import type { Finding, TreePackage } from '../model/index.ts'
import type { Inspected } from './tools.ts'
import type { Watched } from './watch.ts'

export interface KnownInput {
  readonly unknown: readonly TreePackage[]
  readonly keys: ReadonlyMap<string, VerdictKey>
  readonly inspected: ReadonlyMap<string, Inspected>
  readonly findings: readonly Finding[]
  readonly watched: Watched | null
  /** Milliseconds since 1970. */
  readonly watchedAt: number
}

/**
 * What later scans may rely on. A finding that belongs to no package may be any package's doing, and one that
 * is inconclusive is no knowledge: what ran beside it stays unknown, and is watched again.
 */
export function knownPackages(input: KnownInput): ScanRecord['known'] {
  const { unknown, keys, inspected, findings, watched, watchedAt } = input
  const inBox = new Set(watched?.items.map(({ location }) => location))
  const doubtful = findings.some((one) => one.package === null && one.severity !== 'info')
  return unknown.flatMap((item) => {
    const key = keys.get(item.location)
    const contents = inspected.get(item.location)?.contents
    if (!key || !contents || key.integrity === '') return []
    // What came inside its tarball and is not in npm's tree is part of it: nobody else will remember it.
    const parts = [
      item,
      ...unknown.filter((one) => one.bundledIn === item.location && !keys.has(one.location)),
    ]
    const scripts = [
      ...new Set(parts.flatMap((part) => Object.keys(inspected.get(part.location)?.contents.scripts ?? {}))),
    ]
    const ran = scripts.length > 0 || item.requested
    const own = findings.filter((one) => parts.some((part) => isOf(one, part)) && !isOfTree(one))
    if (
      ran &&
      (doubtful || !inBox.has(item.location) || own.some(({ severity }) => severity === 'inconclusive'))
    )
      return []
    return [{ key, inert: scripts.length === 0, scripts, findings: own, watchedAt }]
  })
}

/** What is bundled may call itself what it likes: only the path tells it from the package of that name. */
function isOf({ package: name, version, path }: Finding, item: TreePackage): boolean {
  return name === item.name && version === item.version && path.join('\n') === item.path.join('\n')
}

/** Said of the tree each time anew, from what the tree says then. */
function isOfTree({ code }: Finding): boolean {
  return code === 'foreign-source'
}
