import type { VerdictKind } from './verdict.ts'

/** What npm's `allowScripts` says of a package: nothing (`open`) means that npm 12 runs none of its scripts. */
export type Standing = 'approved' | 'denied' | 'open'

/** One place in the tree whose package has install scripts, as npm looks at it. */
export interface ScriptPlace {
  readonly name: string
  readonly version: string
  readonly standing: Standing
  /** npm's own pinned entry, `name@version` from the address of the tarball; null where npm has none. */
  readonly pin: string | null
  /** It came inside another's tarball: npm has no entries for such. */
  readonly bundled: boolean
  /** npm installs it here; else it is for another platform, or left out. */
  readonly here: boolean
}

/** Why no entry is proposed. */
export type Unproposed = 'approved' | 'denied' | 'not-clean' | 'not-run' | 'bundled' | 'no-pin'

/** One row of the table: a package with install scripts, what they did, and what is proposed. */
export interface Approval {
  readonly name: string
  readonly version: string
  /** Names, from its own bytes; empty where nobody read them. */
  readonly scripts: readonly string[]
  readonly did: VerdictKind | 'not-run'
  /** What they looked up or contacted, allowed places too. */
  readonly hosts: readonly string[]
  readonly standing: Standing
  readonly pin: string | null
  /** Null: the entry `pin` is proposed. */
  readonly unproposed: Unproposed | null
}
