import Module from 'node:module'
import { mayUnpack } from './door.ts'
import { StopNpm } from './error.ts'
import type { ForeignSource, ForeignSourceReader } from './foreign-source.ts'

export type { ForeignSource }

/**
 * Returns when npm may contact the host; throws StopNpm when it may not. A manifest that it returns stands for what
 * that host would have said, and nobody is contacted.
 */
export type SourceGuard = (
  source: ForeignSource,
  options: Readonly<Record<string, unknown>>,
) => Promise<unknown>

type Fetch = (spec: unknown, ...rest: unknown[]) => Promise<unknown>
type Load = (this: unknown, request: string, parent: unknown, isMain: boolean) => unknown

/** The exit code of the same name (src/cli/exit-codes.ts). */
const INCONCLUSIVE = 102

/** All of pacote that contacts somebody. `tarball` of a git repository clones it and installs what builds it. */
const FETCHING = ['manifest', 'packument', 'resolve', 'extract', 'tarball'] as const
const FETCHING_TARBALLS = ['stream', 'file'] as const

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
    const { tarball } = exports
    const ask = oneByOne(guard)
    const reader = lazyReader(npmRoot)
    wrapEach(exports, FETCHING, reader, ask)
    if (tarball && exports.tarball) {
      Object.assign(exports.tarball, tarball)
      wrapEach(exports.tarball as unknown as Record<string, Fetch>, FETCHING_TARBALLS, reader, ask)
    }
    return loaded
  }
}

function wrapEach(
  exports: Record<string, Fetch>,
  names: readonly string[],
  reader: () => Promise<ForeignSourceReader>,
  guard: SourceGuard,
): void {
  for (const name of names) {
    const fetch = exports[name]
    if (!fetch) continue
    exports[name] = async (spec, ...rest) => {
      if (name === 'extract') refuseUnjudged(String(rest[0]))
      const options = (rest.at(-1) ?? {}) as Record<string, unknown>
      const source = (await reader())(spec, options)
      const standIn = source === null ? undefined : await guard(source, options)
      return standIn ?? fetch(spec, ...rest)
    }
  }
}

/** Loaded when npm resolves something: commands that never do pay nothing. */
function lazyReader(npmRoot: string): () => Promise<ForeignSourceReader> {
  let reader: Promise<ForeignSourceReader> | undefined
  return () => {
    reader ??= import('./foreign-source.ts').then(({ foreignSourceReader }) => foreignSourceReader(npmRoot))
    return reader
  }
}

/** npm fetches many packages side by side; whoever is asked is asked one thing at a time, and a no is for all. */
function oneByOne(guard: SourceGuard): SourceGuard {
  let turn: Promise<unknown> = Promise.resolve()
  return (source, options) => {
    turn = turn.then(() => guard(source, options))
    return turn
  }
}

function refuseUnjudged(folder: string): void {
  if (mayUnpack(folder)) return
  process.stderr.write(
    `safe-npm: inconclusive: npm was about to unpack ${JSON.stringify(folder)}, which no watched package has (exit ${INCONCLUSIVE})\n`,
  )
  throw new StopNpm(INCONCLUSIVE, 'safe-npm: a package was not part of the tree that was watched')
}
