import {
  INSTALL_SCRIPTS,
  type InstallScript,
  type PackageContents,
  type TreePackage,
} from '../model/index.ts'

/** A script to run in the box. */
export interface ScriptToRun {
  readonly item: TreePackage
  readonly script: InstallScript
  readonly command: string
}

/**
 * The packages that have to be in the box so that `roots` can run: they, everything their dependencies
 * resolve to, and the packages they are nested in or bundled with.
 */
export function boxContent(packages: readonly TreePackage[], roots: readonly TreePackage[]): TreePackage[] {
  const byLocation = new Map(packages.map((item) => [item.location, item]))
  const inside = new Set<string>()
  const queue = roots.map(({ location }) => location)
  for (let location = queue.pop(); location !== undefined; location = queue.pop()) {
    if (inside.has(location)) continue
    const item = byLocation.get(location)
    if (!item) continue
    inside.add(location)
    queue.push(...item.dependencies)
    if (item.bundledIn !== null) queue.push(item.bundledIn)
  }
  return packages.filter(({ location }) => inside.has(location))
}

/** The scripts of these packages in npm's own order: script by script, shallow packages first, then by path. */
export function scriptsInOrder(
  packages: readonly TreePackage[],
  contents: ReadonlyMap<string, PackageContents>,
): ScriptToRun[] {
  const sorted = [...packages].sort((a, b) => depth(a) - depth(b) || compare(a.location, b.location))
  return INSTALL_SCRIPTS.flatMap((script) =>
    sorted.flatMap((item) => {
      const command = contents.get(item.location)?.scripts[script]
      return command === undefined ? [] : [{ item, script, command }]
    }),
  )
}

function depth({ location }: TreePackage): number {
  return location.split('node_modules/').length - 1
}

/** As npm sorts: English collation (@isaacs/string-locale-compare). */
const collator = new Intl.Collator('en')

function compare(a: string, b: string): number {
  return collator.compare(a, b)
}
