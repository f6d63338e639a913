import { readFile } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import type { SourceLines } from '../../model/index.ts'
import { type SourceFile, sourceLines } from '../../tree/source-lines.ts'

/** As npm has it: a shrinkwrap counts before a lockfile. */
const LOCKFILES = ['npm-shrinkwrap.json', 'package-lock.json']
/** Beyond this a file is named and not read. */
const LARGEST = 64 * 1024 * 1024

type Environment = Readonly<Record<string, string | undefined>>

/** Where the repository begins, as the CI says: its viewers show files from there. Else the project itself. */
function rootOf(project: string, env: Environment): string {
  const said = env.GITHUB_WORKSPACE || env.CI_PROJECT_DIR
  if (!said) return project
  const root = resolve(said)
  return project === root || project.startsWith(root + sep) ? root : project
}

async function readSource(project: string, name: string, root: string): Promise<SourceFile | null> {
  const path = join(project, name)
  try {
    const text = await readFile(path, 'utf8')
    return { file: relative(root, path).replaceAll(sep, '/'), text: text.length > LARGEST ? '' : text }
  } catch {
    return null // there is none, or nobody may read it: the finding is then shown at another place
  }
}

/** Reads the lines of a project's lockfile and package.json on which packages stand. It never fails. */
export async function readSourceLines(folder: string, env: Environment = process.env): Promise<SourceLines> {
  const project = resolve(folder)
  const root = rootOf(project, env)
  const files = await Promise.all(LOCKFILES.map((name) => readSource(project, name, root)))
  const manifest = await readSource(project, 'package.json', root)
  const missing = { file: relative(root, join(project, 'package.json')).replaceAll(sep, '/'), text: '' }
  return sourceLines(manifest ?? missing, files.find((file) => file !== null) ?? null)
}
