import Module from 'node:module'

/**
 * Runs npm's (or npx's) own command line in this process, as if it had been started itself: the same argv,
 * the same main module, the same streams, signals and exit code.
 */
export function runNpm(cli: string, args: readonly string[]): void {
  process.argv = [process.execPath, cli, ...args]
  const load = (Module as unknown as { _load: (request: string, parent: null, isMain: boolean) => unknown })
    ._load
  load(cli, null, true)
}
