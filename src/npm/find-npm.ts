import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { NpmError } from './error.ts'

export interface FoundNpm {
  /** npm's own folder, with its package.json. */
  readonly root: string
  readonly version: string
  /** `bin/npm-cli.js` and `bin/npx-cli.js`. */
  readonly npmCli: string
  readonly npxCli: string
}

/**
 * Finds the user's real npm: the first on PATH that is npm and not a shim of ours or of a version manager,
 * then the one that came with this Node. `execPath` is Node's own path.
 */
export function findNpm(path: string, execPath: string): FoundNpm {
  for (const candidate of candidates(path, execPath)) {
    const found = npmAt(candidate)
    if (found) return found
  }
  throw new NpmError(
    'npm-not-found',
    'no npm was found on this machine',
    'install Node.js with npm, or put npm on PATH',
  )
}

function* candidates(path: string, execPath: string): Generator<string> {
  for (const folder of path.split(delimiter)) {
    if (folder === '') continue
    // `PREFIX/bin/npm` links to `PREFIX/lib/node_modules/npm/bin/npm-cli.js`; shims of volta, asdf, corepack and
    // of ours lead elsewhere, and are passed over.
    const real = resolved(join(folder, process.platform === 'win32' ? 'npm.cmd' : 'npm'))
    if (real === null) continue
    yield dirname(dirname(real))
    if (process.platform === 'win32') yield join(folder, 'node_modules', 'npm')
  }
  const prefix = dirname(dirname(resolved(execPath) ?? execPath))
  yield join(prefix, 'lib', 'node_modules', 'npm')
  yield join(dirname(execPath), 'node_modules', 'npm')
}

function npmAt(root: string): FoundNpm | null {
  const npmCli = join(root, 'bin', 'npm-cli.js')
  if (!existsSync(npmCli)) return null
  try {
    const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
      string,
      string
    >
    if (name !== 'npm' || !version) return null
    return { root, version, npmCli, npxCli: join(root, 'bin', 'npx-cli.js') }
  } catch {
    return null
  }
}

function resolved(path: string): string | null {
  try {
    return realpathSync(path)
  } catch {
    return null
  }
}
