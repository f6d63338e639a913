import type { TreePackage } from '../model/index.ts'
import { PackageUnavailable } from './error.ts'
import type { ExamineTools, Inspected } from './tools.ts'

/** Reads the bytes of the packages that have not been read yet. What is bundled is told beside its bundler. */
export async function inspectInto(
  inspected: Map<string, Inspected>,
  packages: readonly TreePackage[],
  tools: Pick<ExamineTools, 'inspect'>,
): Promise<void> {
  const missing = packages.filter(({ location, bundledIn }) => bundledIn === null && !inspected.has(location))
  if (missing.length === 0) return
  for (const [location, result] of await tools.inspect(missing)) {
    // Without the bytes nothing can be said, and npm could not install it either.
    if (result instanceof Error) {
      const item = missing.find((one) => one.location === location)
      throw new PackageUnavailable(item?.name ?? location, item?.version ?? '', result)
    }
    inspected.set(location, result)
  }
}

/**
 * Reads packages, and what is bundled from the tarball of its bundler. A tree may say of a package that it is
 * bundled where it is not: npm then fetches it by itself, and so do we.
 */
export async function inspectAll(
  inspected: Map<string, Inspected>,
  items: readonly TreePackage[],
  all: readonly TreePackage[],
  tools: Pick<ExamineTools, 'inspect'>,
): Promise<void> {
  await inspectInto(inspected, withBundlers(items, all), tools)
  const alone = items.filter(({ location }) => !inspected.has(location))
  await inspectInto(
    inspected,
    alone.map((item) => ({ ...item, bundledIn: null, integrity: null })),
    tools,
  )
}

function withBundlers(items: readonly TreePackage[], all: readonly TreePackage[]): TreePackage[] {
  const bundlers = new Set(items.map(({ bundledIn }) => bundledIn))
  const here = new Set(items.map(({ location }) => location))
  return [...items, ...all.filter(({ location }) => bundlers.has(location) && !here.has(location))]
}
