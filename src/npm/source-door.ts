import Module from 'node:module'
import { mayUnpack } from './door.ts'
import { StopNpm } from './error.ts'

/** A package that npm is about to fetch from somebody who is no registry. */
export interface ForeignSource {
  /** As it was written: `github:user/repo`, `https://files.example/a.tgz`. */
  readonly spec: string
  readonly kind: 'git' | 'remote'
  /** Lower case; null where it cannot be told. */
  readonly host: string | null
  /** The name it is asked for by; null when none was given. */
  readonly name: string | null
}

/** Returns when npm may contact the host; throws StopNpm when it may not. */
export type SourceGuard = (source: ForeignSource, options: Readonly<Record<string, unknown>>) => Promise<void>

type Fetch = (spec: unknown, ...rest: unknown[]) => Promise<unknown>
type Load = (this: unknown, request: string, parent: unknown, isMain: boolean) => unknown

/** The exit code of the same name (src/cli/exit-codes.ts). */
const INCONCLUSIVE = 102

/** What npm calls to resolve a package. Fetching its bytes follows only for what was resolved. */
const RESOLVING = ['manifest', 'packument', 'resolve', 'extract'] as const

/**
 * Stands before pacote, npm's fetcher, so that a git host or a web server is contacted only after somebody said
 * yes: resolving a git dependency already clones it.
 */
export function installSourceDoor(npmRoot: string, guard: SourceGuard): void {
  const host = Module as unknown as { _load: Load }
  const original = host._load
  const seen = new WeakSet<object>()
  host._load = function (this: unknown, request, parent, isMain) {
    const loaded = original.call(this, request, parent, isMain)
    if (request !== 'pacote' || typeof loaded !== 'object' || loaded === null || seen.has(loaded))
      return loaded
    seen.add(loaded)
    const exports = loaded as Record<string, Fetch>
    for (const name of RESOLVING) {
      const fetch = exports[name]
      if (!fetch) continue
      exports[name] = async (spec, ...rest) => {
        if (name === 'extract') refuseUnjudged(String(rest[0]))
        const options = (rest.at(-1) ?? {}) as Record<string, unknown>
        // Loaded when npm resolves something: commands that never do pay nothing.
        const { readForeignSource } = await import('./foreign-source.ts')
        const source = readForeignSource(npmRoot, spec, options)
        if (source !== null) await guard(source, options)
        return fetch(spec, ...rest)
      }
    }
    return loaded
  }
}

function refuseUnjudged(folder: string): void {
  if (mayUnpack(folder)) return
  process.stderr.write(
    `safe-npm: inconclusive: npm was about to unpack ${JSON.stringify(folder)}, which no watched package has (exit ${INCONCLUSIVE})\n`,
  )
  throw new StopNpm(INCONCLUSIVE, 'safe-npm: a package was not part of the tree that was watched')
}
