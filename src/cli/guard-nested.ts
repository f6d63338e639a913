import { homedir } from 'node:os'
import { delimiter } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FoundNpm } from '../npm/find-npm.ts'
import { guardNested } from '../npm/nested.ts'
import { dataPaths } from '../shared/paths.ts'
import { isOnPath } from '../shared/search-path.ts'

/** Where `dsca setup` has put our folder on PATH, the scripts that npm runs find us in it. */
export function guardIfSetUp(npm: FoundNpm, path: string): void {
  const { shims } = dataPaths(process.env, homedir())
  if (!isOnPath(path, shims, delimiter)) return
  guardNested(npm.root, { shims, npmCli: fileURLToPath(new URL('../../bin/npm-cli.js', import.meta.url)) })
}
