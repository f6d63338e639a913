import { createRequire } from 'node:module'
import { dirname, sep } from 'node:path'
import { HistoryError } from '../history/error.ts'
import { findNpm } from '../npm/find-npm.ts'

/**
 * The history's driver is compiled for one major version of Node, and version managers change that under us. What
 * has to be typed must not go through us: it would need the very history that cannot be opened.
 */
export function withDriverHint(error: unknown): unknown {
  if (!(error instanceof HistoryError) || error.code !== 'history-driver') return error
  const node = process.versions.node
  const message = `its history cannot be opened with Node ${node}: its database driver is not built for it`
  return new HistoryError(error.code, message, driverLine() ?? error.hint, { cause: error })
}

function driverLine(): string | null {
  try {
    const npm = findNpm(process.env.PATH ?? '', process.execPath)
    const manifest = createRequire(import.meta.url).resolve('better-sqlite3/package.json')
    const root = dirname(manifest)
      .split(`${sep}node_modules${sep}`)
      .slice(0, -1)
      .join(`${sep}node_modules${sep}`)
    return driverCommand(npm.npmCli, root)
  } catch {
    return null // npm or the driver is missing altogether
  }
}

export function driverCommand(npmCli: string, root: string): string {
  return `node "${npmCli}" --prefix "${root}" rebuild better-sqlite3 --ignore-scripts=false`
}
