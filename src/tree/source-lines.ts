import type { SourceLine, SourceLines } from '../model/index.ts'
import { keyLines, pathKey } from './json-lines.ts'

/** A file of the project: its name as it is to be shown, and what is in it. */
export interface SourceFile {
  readonly file: string
  readonly text: string
}

const FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']

type Json = Readonly<Record<string, unknown>>

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parsed(text: string): Json {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}

/** Entries of `packages` in a lockfile (version 2 and 3), by `name@version`; of several, the one that is highest up. */
function entriesOf({ file, text }: SourceFile): Map<string, SourceLine> {
  const entries = new Map<string, SourceLine>()
  const { packages } = parsed(text)
  if (!isObject(packages)) return entries
  const lines = keyLines(text, 2)
  const locations = Object.keys(packages).sort((a, b) => a.split('/').length - b.split('/').length)
  for (const location of locations) {
    const entry = packages[location]
    const line = lines.get(pathKey('packages', location))
    if (!isObject(entry) || line === undefined || !location.includes('node_modules/')) continue
    // An alias has another folder than name; its own name is then written down.
    const name = entry.name ?? location.slice(location.lastIndexOf('node_modules/') + 'node_modules/'.length)
    const key = `${name}@${entry.version}`
    if (!entries.has(key)) entries.set(key, { file, line })
  }
  return entries
}

function dependenciesOf({ file, text }: SourceFile): Map<string, SourceLine> {
  const found = new Map<string, SourceLine>()
  const manifest = parsed(text)
  const lines = keyLines(text, 2)
  for (const field of FIELDS) {
    const dependencies = manifest[field]
    for (const name of isObject(dependencies) ? Object.keys(dependencies) : []) {
      const line = lines.get(pathKey(field, name))
      if (line !== undefined && !found.has(name)) found.set(name, { file, line })
    }
  }
  return found
}

/** Where the project's files speak of its packages. A file that is missing or no JSON has no lines to offer. */
export function sourceLines(manifest: SourceFile, lockfile: SourceFile | null): SourceLines {
  return {
    fallback: { file: (lockfile ?? manifest).file, line: 1 },
    entries: lockfile === null ? new Map() : entriesOf(lockfile),
    dependencies: dependenciesOf(manifest),
  }
}
