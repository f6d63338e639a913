import { createRequire } from 'node:module'
import { join } from 'node:path'
import { npmLibraries } from './libraries.ts'
import { configuredRegistries } from './registries.ts'
import { sourceOf } from './tree-packages.ts'

/** A package that npm is about to fetch from somebody who is no registry. */
export interface ForeignSource {
  /** As it was written: `github:user/repo`, `https://files.example/a.tgz`. */
  readonly spec: string
  readonly kind: 'git' | 'remote'
  /** Lower case; null where it cannot be told. */
  readonly host: string | null
  /** The name it is asked for by; null when none was given. */
  readonly name: string | null
}

/** What npm-package-arg says of a spec, as far as it is looked at. */
export interface Spec {
  readonly raw: string
  readonly type: string
  readonly name?: string | null
  readonly fetchSpec?: string | null
  readonly saveSpec?: string | null
  readonly hosted?: { readonly domain?: string } | null
}

/** Says of what pacote is asked for whom it comes from; null: a configured registry or this machine. */
export type ForeignSourceReader = (
  spec: unknown,
  options: Readonly<Record<string, unknown>>,
) => ForeignSource | null

/** Reads specs as this npm does. One reader serves all of a tree: making it loads npm's libraries. */
export function foreignSourceReader(npmRoot: string): ForeignSourceReader {
  const fromNpm = createRequire(join(npmRoot, 'package.json'))
  const parse = fromNpm('npm-package-arg') as (spec: unknown, where?: unknown) => Spec
  const libraries = npmLibraries(npmRoot)
  return (spec, options) => {
    const source = foreignSource(parse(spec, options.where), configuredRegistries(options, libraries))
    return source !== null && npmRefuses(source, options) ? null : source
  }
}

/**
 * npm 12 fetches from no git host and no web server unless it is told to (pacote: `allowGit`, `allowRemote`). What npm
 * refuses by itself, without asking anybody, is no question of ours.
 */
export function npmRefuses({ kind }: ForeignSource, options: Readonly<Record<string, unknown>>): boolean {
  return (kind === 'git' ? options.allowGit : options.allowRemote) === 'none'
}

export function foreignSource(spec: Spec, registries: readonly string[]): ForeignSource | null {
  const { raw, type, name } = spec
  if (type !== 'git' && type !== 'remote') return null
  const address = spec.fetchSpec ?? spec.saveSpec ?? raw
  if (type === 'remote' && sourceOf(address, registries) === 'registry') return null
  return { spec: raw, kind: type, host: spec.hosted?.domain ?? hostOf(address), name: name ?? null }
}

function hostOf(address: string): string | null {
  const plain = address.replace(/^git\+/, '')
  if (URL.canParse(plain)) return new URL(plain).hostname.toLowerCase() || null
  return /^(?:[^@/\s]+@)?([a-z0-9.-]+):/i.exec(plain)?.[1]?.toLowerCase() ?? null
}
