import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { SurveyError } from '../error.ts'
import { lockfileSpecs } from './lockfile-names.ts'
import { type NamedSpec, type Names, type RegistryAccess, withoutRepeats } from './names.ts'
import { searchNames } from './search-names.ts'
import { readNames } from './text-names.ts'

const LOCKFILES = new Set(['package-lock.json', 'npm-shrinkwrap.json', '.package-lock.json'])

/** The names that a word of the command line stands for: a file, `-`, a lockfile, or a package that is a list of names. */
export function namesOf(word: string, registry: RegistryAccess, stdin: AsyncIterable<Uint8Array>): Names {
  if (word === '-') return kept('stdin', 'standard input', readNames(stdin, 'standard input'))
  const path = resolve(word)
  if (!existsSync(path)) return fromPackage(word, registry)
  if (statSync(path).isDirectory()) return fromFile('names-package', word, fileIn(path))
  if (LOCKFILES.has(basename(path))) return fromLockfile(word, path)
  if (/\.(tgz|tar\.gz)$/.test(path)) return fromPackage(`file:${path}`, registry, word)
  return fromFile('file', word, path)
}

export function namesBySearch(text: string, registry: RegistryAccess): Names {
  return kept('search', text, withoutRepeats(searchNames(text, registry)))
}

/** A list of names as a package has it: `names.json`, or the only JSON file beside package.json. */
export function isNamesFile(path: string): boolean {
  return basename(path) === 'names.json'
}

function fileIn(folder: string): string {
  const found = readdirSync(folder).filter(
    (name) => name.endsWith('.json') && !/^(package|package-lock)\.json$/.test(name),
  )
  const name = found.find(isNamesFile) ?? (found.length === 1 ? found[0] : undefined)
  if (name !== undefined) return join(folder, name)
  throw new SurveyError('survey-source', `${folder} has no names.json`, 'Give the file with the names itself')
}

function fromFile(kind: Names['kind'], detail: string, path: string): Names {
  return { kind, detail, read: () => readNames(createReadStream(path), detail) }
}

function fromLockfile(detail: string, path: string): Names {
  const read = async function* (): AsyncGenerator<NamedSpec> {
    yield* lockfileSpecs(await readFile(path, 'utf8'), detail)
  }
  return { kind: 'lockfile', detail, read }
}

function fromPackage(spec: string, registry: RegistryAccess, said = spec): Names {
  let detail = said
  let bytes: Promise<Uint8Array> | undefined
  const load = async () => {
    const file = await registry.file(spec, isNamesFile)
    detail = said === spec ? file.id : `${said} (${file.id})`
    return file.bytes
  }
  return {
    kind: 'names-package',
    get detail() {
      return detail
    },
    read: async function* () {
      bytes ??= load()
      const all = await bytes
      yield* readNames(pieces(all), detail)
    },
  }
}

const PIECE = 64 * 1024

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE)
}

/** What can be read only once is kept. */
function kept(kind: Names['kind'], detail: string, specs: AsyncIterable<NamedSpec>): Names {
  let all: Promise<NamedSpec[]> | undefined
  const readAll = async () => {
    const read: NamedSpec[] = []
    for await (const one of specs) read.push(one)
    return read
  }
  return {
    kind,
    detail,
    read: async function* () {
      all ??= readAll()
      yield* await all
    },
  }
}
