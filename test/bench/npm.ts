import { realpathSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { cleanPath } from '../helpers/machine-npm.ts'

/** Where npm's own program lies: `…/npm/bin/npm-cli.js`. */
export function findNpm(): string {
  for (const folder of cleanPath().split(delimiter)) {
    try {
      return realpathSync(join(folder, 'npm'))
    } catch {
      // Not here.
    }
  }
  throw new Error('npm is not on the PATH')
}
