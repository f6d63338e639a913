import type { TreePackage } from '../../model/index.ts'
import { TarballPeeker } from '../../npm/peek-tarballs.ts'
import { saysEnough } from '../../npm/tarball-spec.ts'
import type { TarballSource } from '../../npm/tarballs.ts'
import type { ExamineTools, Inspected } from '../../pipeline/tools.ts'
import { readContents } from '../../tree/contents.ts'
import { inspect } from '../watch/inspect.ts'

/** Reads packages without leaving them on the disk, where their bytes are known by a hash. */
export function createPeek(source: TarballSource): ExamineTools['inspect'] {
  const peeker = new TarballPeeker(source.libraries, source.options)
  return async (packages) => {
    const isPlain = (item: TreePackage) =>
      item.source === 'registry' && saysEnough(item, source.options.registry)
    const plain = packages.filter(isPlain)
    const others = packages.filter((item) => !isPlain(item))
    const results = new Map(await inspect(others, source))
    for (const [location, files] of await peeker.read(plain)) {
      const item = plain.find((one) => one.location === location)
      if (files instanceof Error) results.set(location, files)
      else for (const [at, own] of contentsOf(location, files, item?.integrity ?? '')) results.set(at, own)
    }
    return results
  }
}

function contentsOf(
  location: string,
  files: Parameters<typeof readContents>[0],
  integrity: string,
): [string, Inspected][] {
  return [...readContents(files, integrity)].map(([folder, contents]) => [
    folder === '' ? location : `${location}/${folder}`,
    { contents, tarball: null },
  ])
}
