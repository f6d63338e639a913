import { lstatSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { dataPaths, POLICY_FILE } from '../../shared/paths.ts'
import { UsageError } from '../error.ts'

/** A policy file that is there, and whose it is. */
export interface PolicyPlace {
  readonly kind: 'given' | 'user' | 'project'
  readonly path: string
}

/** The policy files that are there: a look for each, and nothing is read. */
export function policyPlaces(given: string | null, projects: readonly string[]): PolicyPlace[] {
  const wanted: PolicyPlace[] = [
    { kind: 'user', path: dataPaths(process.env, homedir()).policy },
    ...projects.map((folder) => ({ kind: 'project' as const, path: join(folder, POLICY_FILE) })),
  ]
  return [
    ...(given === null ? [] : [{ kind: 'given' as const, path: given }]),
    ...wanted.filter(({ path }) => isThere(path)),
  ]
}

/**
 * Folders in which a project's policy may be: where npm writes, and the project that npm was called in (with npx
 * these are two; npm itself sets the variable). What is installed globally belongs to no project.
 */
export function projectFolders(
  options: Readonly<Record<string, unknown>>,
  path: string | null = null,
): string[] {
  if (options.global === true) return []
  const folders = [path, process.env.npm_config_local_prefix ?? process.cwd()]
  return [...new Set(folders.filter((folder) => folder !== null))]
}

/** A link that leads nowhere is there: that it cannot be read is not the same as nobody having said anything. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOTDIR') return false
    throw new UsageError(`it cannot be seen whether there is a policy ${path}`, 'let it be read', { cause })
  }
}
