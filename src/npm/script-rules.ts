import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { ScriptPlace, Standing } from '../model/index.ts'
import { blocksScripts } from './blocks-scripts.ts'
import type { FoundNpm } from './find-npm.ts'
import type { ArboristNode, ArboristTree } from './npm-door.ts'
import { nameOf, type SeenTree } from './tree-packages.ts'

/** npm's `allowScripts`, from whichever of its sources counts; null where nothing is said. */
export type ScriptPolicy = Readonly<Record<string, boolean>> | null

/** What an npm makes of install scripts, by its own code. */
export interface ScriptRules {
  /** It runs none that is not approved (npm 12); else it lists them and runs them all the same. */
  readonly blocks: boolean
  readonly standing: (node: ArboristNode, policy: ScriptPolicy) => Standing
  /** Its own pinned entry; null where it can make none. */
  readonly pin: (node: ArboristNode) => string | null
}

interface ScriptAllowed {
  isScriptAllowed(node: ArboristNode, policy: ScriptPolicy): boolean | null
  getTrustedRegistryIdentity(
    node: ArboristNode,
  ): { readonly name: string; readonly version: string | null } | null
}

/** For an npm without approvals: whatever has scripts is run, and nothing can be written. */
export const NO_RULES: ScriptRules = { blocks: false, standing: () => 'open', pin: () => null }

/** Null where this npm knows no approvals: npm 10 and npm 11 before 11.18. */
export function scriptRules(npm: FoundNpm): ScriptRules | null {
  const { root } = npm
  if (!existsSync(join(root, 'lib', 'commands', 'install-scripts.js'))) return null
  const fromNpm = createRequire(join(root, 'package.json'))
  const code = fromNpm('@npmcli/arborist/lib/script-allowed.js') as ScriptAllowed
  return {
    blocks: blocksScripts(npm),
    standing: (node, policy) => {
      const allowed = code.isScriptAllowed(node.target, policy)
      if (allowed === null) return 'open'
      return allowed ? 'approved' : 'denied'
    },
    pin: (node) => {
      // A folder or a git repository has no version that npm could hold it to; a name alone is no pin.
      if (node.isLink || node.isRegistryDependency === false) return null
      const trusted = code.getTrustedRegistryIdentity(node)
      return trusted?.version ? `${trusted.name}@${trusted.version}` : null
    },
  }
}

/** How npm looks at the packages of a tree, those that it leaves out here among them. */
export function scriptPlaces(
  tree: ArboristTree,
  seen: Pick<SeenTree, 'nodes'>,
  rules: ScriptRules,
  policy: ScriptPolicy,
): ScriptPlace[] {
  const here = new Set(seen.nodes.values())
  const leftOut = [...tree.inventory.values()].filter(
    (node) => node.hasInstallScript === true && node.parent !== null && !here.has(node) && !isOwn(node),
  )
  const placeOf = (node: ArboristNode, isHere: boolean): ScriptPlace => ({
    name: nameOf(node.target),
    version: node.target.version ?? '',
    standing: rules.standing(node, policy),
    pin: node.inBundle ? null : rules.pin(node),
    bundled: node.inBundle,
    here: isHere,
  })
  return [...[...here].map((node) => placeOf(node, true)), ...leftOut.map((node) => placeOf(node, false))]
}

/** Entries that npm's command would write for what lies on disk: it approves only what is installed. */
export function pinsOnDisk(tree: ArboristTree, rules: ScriptRules): ReadonlySet<string> {
  const nodes = [...tree.inventory.values()].filter((node) => !node.inBundle && !isOwn(node))
  const pins = new Set(nodes.flatMap((node) => rules.pin(node) ?? []))
  // Of a package without a trusted version npm approves every version, whatever it was asked for.
  for (const node of nodes) if (rules.pin(node) === null) pins.delete(`${nameOf(node)}@${node.version}`)
  return pins
}

function isOwn(node: ArboristNode): boolean {
  return node.isProjectRoot || node.isRoot || node.isWorkspace || (node.isLink && node.target.isWorkspace)
}
