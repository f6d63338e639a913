import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { installDoor } from '../../../src/npm/door.ts'
import { findNpm } from '../../../src/npm/find-npm.ts'
import type { Arborist, Guard, Judged } from '../../../src/npm/npm-door.ts'
import { installSourceDoor } from '../../../src/npm/source-door.ts'
import { cleanPath } from '../../helpers/machine-npm.ts'

export const machineNpm = findNpm(cleanPath(), process.execPath)

export const LET_THROUGH: Judged = { folders: null, afterwards: null }

let guard: Guard = () => Promise.resolve(LET_THROUGH)

/** Puts the door before this machine's npm, once for this process; `setGuard` says who stands there. */
export function setGuard(next: Guard): void {
  guard = next
}
installDoor(machineNpm.root, (door) => guard(door))
installSourceDoor(machineNpm.root, () => Promise.resolve())

const ArboristClass = createRequire(join(machineNpm.root, 'package.json'))('@npmcli/arborist') as new (
  options: Readonly<Record<string, unknown>>,
) => Arborist & { loadVirtual(): Promise<unknown> }

export interface Project {
  readonly path: string
  readonly cache: string
  /** A file that a package's script may write: it ran on this machine. */
  readonly mark: string
  arborist(options?: Readonly<Record<string, unknown>>): InstanceType<typeof ArboristClass>
}

export function makeProject(
  registry: string,
  files: Readonly<Record<string, unknown>> = { 'package.json': { name: 'project', version: '1.0.0' } },
): Project {
  const root = mkdtempSync(join(tmpdir(), 'door-'))
  const path = join(root, 'project')
  const cache = join(root, 'cache')
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return {
    path,
    cache,
    mark: join(root, 'ran'),
    arborist: (options) =>
      new ArboristClass({
        path,
        cache,
        registry,
        audit: false,
        fund: false,
        progress: false,
        // npm from 12 on runs no scripts of dependencies unless it is told so.
        dangerouslyAllowAllScripts: true,
        ...options,
      }),
  }
}
