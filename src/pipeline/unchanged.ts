import type { FileEvent, TreePackage } from '../model/index.ts'
import type { ExamineTools } from './tools.ts'

/** Files whose content is compared with the tarball's; whoever touches more of other packages is told of. */
const MOST = 50

/** Leaves out files that are still what came in their package: what was made is another name for them. */
export async function withoutUnchanged(
  events: readonly FileEvent[],
  packages: readonly TreePackage[],
  { hashOriginal }: Pick<ExamineTools, 'hashOriginal'>,
): Promise<readonly FileEvent[]> {
  let left = MOST
  const kept = await Promise.all(
    events.map(async (event) => {
      if (event.sha256 === undefined || left === 0) return [event]
      const place = placeOf(event, packages)
      if (place === null) return [event]
      left -= 1
      const original = await hashOriginal(place.item, place.path).catch(() => null)
      return original === event.sha256 ? [] : [event]
    }),
  )
  return kept.flat()
}

/** Whose tarball it is in, and where there. */
function placeOf({ root, path }: FileEvent, packages: readonly TreePackage[]) {
  if (root !== 'project') return null
  const [item] = packages
    .filter(({ location, bundledIn }) => bundledIn === null && path.startsWith(`${location}/`))
    .sort((a, b) => b.location.length - a.location.length)
  return item === undefined ? null : { item, path: path.slice(item.location.length + 1) }
}
