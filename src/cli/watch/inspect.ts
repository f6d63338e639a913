import type { TreePackage } from '../../model/index.ts'
import { contentFolder, readTarballs, type Tarball, type TarballSource } from '../../npm/tarballs.ts'
import type { Inspected } from '../../pipeline/tools.ts'
import { TARBALLS_IN_BOX } from '../../sandbox/paths.ts'
import { readContents } from '../../tree/contents.ts'

/** Reads the packages' own bytes; what is bundled in one is told beside it, at its place below it. */
export async function inspect(
  packages: readonly TreePackage[],
  source: TarballSource,
): Promise<ReadonlyMap<string, Inspected | Error>> {
  const tarballs = await readTarballs(packages, source)
  const results = new Map<string, Inspected | Error>()
  for (const item of packages) {
    const { location } = item
    const tarball = tarballs.get(location)
    if (tarball instanceof Error) results.set(location, tarball)
    else if (tarball !== undefined)
      for (const [at, inspected] of contentsOf(item, tarball, source)) results.set(at, inspected)
  }
  return results
}

function contentsOf(item: TreePackage, tarball: Tarball, source: TarballSource): [string, Inspected][] {
  const { location } = item
  return [...readContents(tarball.files, tarball.integrity, item.source)].map(([folder, contents]) => [
    folder === '' ? location : `${location}/${folder}`,
    { contents, tarball: folder === '' ? pathInBox(tarball.path, source) : null },
  ])
}

/** The fetch phase sees npm's cache of content, or the spill folder, under one name. */
function pathInBox(path: string, { options }: TarballSource): string {
  const folder = contentFolder(String(options.cache))
  return path.startsWith(`${folder}/`)
    ? `${TARBALLS_IN_BOX}/cache/${path.slice(folder.length + 1)}`
    : `${TARBALLS_IN_BOX}/spill/${path.slice(path.lastIndexOf('/') + 1)}`
}
