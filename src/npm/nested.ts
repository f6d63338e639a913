import Module from 'node:module'
import { delimiter, sep } from 'node:path'
import { firstOnPath } from '../shared/search-path.ts'

type Load = (this: unknown, request: string, parent: unknown, isMain: boolean) => unknown
type Environment = Record<string, string | undefined>
type SetEnvs = (config: { readonly env: Environment }) => unknown
type SetPath = (project: string, bins: unknown, env: Environment) => unknown

interface Nested {
  /** Folder whose `npm` and `npx` are ours. */
  readonly shims: string
  /** Our program under npm's own file name: scripts go by it. */
  readonly npmCli: string
}

/**
 * Has the scripts that npm runs find us when they call npm. npm puts `node_modules/.bin` before everything else,
 * and an npm may be in it (dependencies of release tools bring one along): ours finds that one and guards it. And
 * npm tells scripts its own file in `npm_execpath`. Where npm has no such modules any more, scripts get npm's own.
 */
export function guardNested(npmRoot: string, { shims, npmCli }: Nested): void {
  const host = Module as unknown as {
    _load: Load
    _resolveFilename: (request: string, parent: unknown) => string
  }
  const original = host._load
  const inNpm = (request: string, parent: unknown) =>
    host._resolveFilename(request, parent).startsWith(npmRoot + sep)
  host._load = function (this: unknown, request, parent, isMain) {
    const loaded = original.call(this, request, parent, isMain)
    if (typeof loaded !== 'function') return loaded
    if (request === './set-envs.js' && inNpm(request, parent)) {
      return (config: Parameters<SetEnvs>[0]) => {
        const result = (loaded as SetEnvs)(config)
        config.env.npm_execpath = npmCli
        return result
      }
    }
    if (request === './set-path.js' && inNpm(request, parent)) {
      return (project: string, bins: unknown, env: Environment) => {
        const result = (loaded as SetPath)(project, bins, env)
        for (const name of Object.keys(env).filter((key) => /^path$/i.test(key))) {
          env[name] = firstOnPath(env[name] ?? '', shims, delimiter)
        }
        return result
      }
    }
    return loaded
  }
}
