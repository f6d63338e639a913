import { manifestFindings } from '../analysis/manifest-findings.ts'
import type { Finding, TreePackage } from '../model/index.ts'
import type { Inspected } from './tools.ts'

export function hasScripts(inspected: Inspected | undefined): boolean {
  return inspected !== undefined && Object.keys(inspected.contents.scripts).length > 0
}

/** Where the packages' own bytes contradict what is said of them. What is bundled was never spoken of. */
export function saidOtherwise(
  packages: readonly TreePackage[],
  inspected: ReadonlyMap<string, Inspected>,
): readonly Finding[] {
  return packages.flatMap((item) => {
    const own = inspected.get(item.location)
    return own && item.bundledIn === null ? manifestFindings(item, own.contents) : []
  })
}
