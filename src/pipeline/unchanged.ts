import type { FileEvent, TreePackage } from '../model/index.ts'
import type { ExamineTools } from './tools.ts'

/** Leaves out files that are still what came in their package: what was made is another name for them. */
export async function withoutUnchanged(
  events: readonly FileEvent[],
  packages: readonly TreePackage[],
  { hashOriginals }: Pick<ExamineTools, 'hashOriginals'>,
): Promise<readonly FileEvent[]> {
  const asked = new Map<TreePackage, Map<FileEvent, string>>()
  for (const event of events) {
    const place = event.sha256 === undefined ? null : placeOf(event, packages)
    if (place === null) continue
    const files = asked.get(place.item) ?? new Map<FileEvent, string>()
    asked.set(place.item, files.set(event, place.path))
  }
  const unchanged = new Set<FileEvent>()
  for (const [item, files] of asked) {
    const nothing: ReadonlyMap<string, string> = new Map()
    const originals = await hashOriginals(item, new Set(files.values())).catch(() => nothing)
    for (const [event, path] of files) if (originals.get(path) === event.sha256) unchanged.add(event)
  }
  return events.filter((event) => !unchanged.has(event))
}

/** Whose tarball it is in, and where there. */
function placeOf({ root, path }: FileEvent, packages: readonly TreePackage[]) {
  if (root !== 'project') return null
  const [item] = packages
    .filter(({ location, bundledIn }) => bundledIn === null && path.startsWith(`${location}/`))
    .sort((a, b) => b.location.length - a.location.length)
  return item === undefined ? null : { item, path: path.slice(item.location.length + 1) }
}
