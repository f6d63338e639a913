import { access, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TreePackage } from '../model/index.ts'
import type { NpmLibraries } from './libraries.ts'
import { packFolder } from './pack-folder.ts'
import { hashTarFiles, readTarFiles, type TarFile } from './read-tar.ts'
import { tarballSpec } from './tarball-spec.ts'

const CONCURRENCY = 16

export interface Tarball {
  readonly integrity: string
  /** Where the bytes lie on this machine. */
  readonly path: string
  readonly files: readonly TarFile[]
}

export interface TarballSource {
  readonly libraries: NpmLibraries
  /** npm's flat options: registry, credentials, CA, proxy, cache. */
  readonly options: Readonly<Record<string, unknown>>
  /** For bytes that npm's cache does not keep. */
  readonly spill: string
}

/** npm's cache of content by hash: `CACHE/content-v2/ALGORITHM/aa/bb/rest`. Source: cacache, lib/content/path.js. */
export function contentFolder(cache: string): string {
  return join(cache, 'content-v2')
}

/**
 * Makes sure that the tarball of each package is on this machine, and reads what decides about its running.
 * The bytes come from npm's cache or from the registry by npm's own libraries, which put them into that cache.
 */
export async function readTarballs(
  packages: readonly TreePackage[],
  source: TarballSource,
): Promise<Map<string, Tarball | Error>> {
  const results = new Map<string, Tarball | Error>()
  const queue = [...packages]
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const item = next
      results.set(item.location, await readOne(item, source).catch((error: unknown) => asError(error)))
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, worker))
  return results
}

/** SHA-256 in hex of files as they came with their package, by path in it. */
export async function hashOriginals(
  item: TreePackage,
  paths: ReadonlySet<string>,
  source: TarballSource,
): Promise<ReadonlyMap<string, string>> {
  const { bytes } = await tarballBytes(item, source)
  return hashTarFiles(source.libraries.tar, bytes, paths)
}

async function readOne(item: TreePackage, source: TarballSource): Promise<Tarball> {
  const { libraries } = source
  const { bytes, integrity } = await tarballBytes(item, source)
  return {
    integrity,
    path: await placeOf(bytes, integrity, source),
    files: await readTarFiles(libraries.tar, bytes, wantedFile),
  }
}

async function tarballBytes(
  item: TreePackage,
  { libraries, options }: TarballSource,
): Promise<{ bytes: Buffer; integrity: string }> {
  if (item.integrity) {
    const cached = await libraries.cacache.get
      .byDigest(String(options.cache), item.integrity)
      .catch(() => null)
    if (cached) return { bytes: cached, integrity: item.integrity }
  }
  if (item.source === 'directory' && item.resolved) {
    const bytes = await packFolder(libraries.tar, item.resolved.slice('file:'.length))
    return { bytes, integrity: libraries.ssri.fromData(bytes, { algorithms: ['sha512'] }).toString() }
  }
  const bytes = await libraries.pacote.tarball(tarballSpec(item, options.registry), {
    ...options,
    ignoreScripts: true,
    allowRemote: 'all',
    ...(item.resolved ? { resolved: item.resolved } : {}),
    ...(item.integrity ? { integrity: item.integrity } : {}),
  })
  // Older lockfiles have sha1 alone: what is remembered is the stronger hash of the very bytes.
  const integrity = item.integrity ?? libraries.ssri.fromData(bytes, { algorithms: ['sha512'] }).toString()
  return { bytes, integrity }
}

/** The file of npm's cache that holds these bytes, or a copy where npm keeps none. */
async function placeOf(
  bytes: Buffer,
  integrity: string,
  { libraries, options, spill }: TarballSource,
): Promise<string> {
  const hash = libraries.ssri.parse(integrity, { single: true })
  if (!hash) throw new Error(`integrity ${integrity} cannot be read`)
  const hex = hash.hexDigest()
  const inCache = join(
    contentFolder(String(options.cache)),
    hash.algorithm,
    hex.slice(0, 2),
    hex.slice(2, 4),
    hex.slice(4),
  )
  if (
    await access(inCache).then(
      () => true,
      () => false,
    )
  )
    return inCache
  await mkdir(spill, { recursive: true, mode: 0o700 })
  const path = join(spill, `${hash.algorithm}-${hex}.tgz`)
  await writeFile(path, bytes, { mode: 0o600 })
  return path
}

/** package.json and binding.gyp of the package and of what is bundled in it. */
export function wantedFile(path: string): boolean {
  return /^(node_modules\/(@[^/]+\/)?[^/]+\/)*(package\.json|binding\.gyp|npm-shrinkwrap\.json)$/.test(path)
}

export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
