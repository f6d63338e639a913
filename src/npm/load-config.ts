import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { FoundNpm } from './find-npm.ts'
import type { Arborist } from './npm-door.ts'
import type { ScriptPolicy } from './script-rules.ts'

interface NpmInstance {
  readonly flatOptions: Readonly<Record<string, unknown>>
  readonly prefix: string
  load(): Promise<unknown>
  unload?(): void
}

type ResolveAllowScripts = (npm: NpmInstance) => Promise<{ readonly policy: ScriptPolicy }>

export interface LoadedNpm {
  /** npm's configuration as its own libraries take it, from all its files and the environment. */
  readonly options: Readonly<Record<string, unknown>>
  /** The project's folder as npm finds it: from a workspace, that of its root. */
  readonly prefix: string
  arborist(options: Readonly<Record<string, unknown>>): Arborist
  /** What `allowScripts` says for this project. Only of an npm that has script rules. */
  scriptPolicy(): Promise<ScriptPolicy>
}

/**
 * Loads the user's npm with its configuration for the current folder, without running a command. npm reads
 * `process.argv` and sets its `npm_config_…` variables, as it does before every command.
 */
export async function loadNpm(npm: FoundNpm): Promise<LoadedNpm> {
  const fromNpm = createRequire(join(npm.root, 'package.json'))
  const argv = process.argv
  process.argv = [process.execPath, npm.npmCli, 'install']
  try {
    const Npm = fromNpm(join(npm.root, 'lib', 'npm.js')) as new () => NpmInstance
    const instance = new Npm()
    await instance.load()
    instance.unload?.() // its display and log file are for commands
    const ArboristClass = fromNpm('@npmcli/arborist') as new (
      options: Readonly<Record<string, unknown>>,
    ) => Arborist
    return {
      options: instance.flatOptions,
      prefix: instance.prefix,
      arborist: (options) => new ArboristClass(options),
      scriptPolicy: async () => {
        const resolve = fromNpm('./lib/utils/resolve-allow-scripts.js') as ResolveAllowScripts
        return (await resolve(instance)).policy
      },
    }
  } finally {
    process.argv = argv
  }
}
