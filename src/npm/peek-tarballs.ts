import type { TreePackage } from '../model/index.ts'
import type { NpmLibraries } from './libraries.ts'
import { readTarFiles, type TarFile } from './read-tar.ts'
import { asError, wantedFile } from './tarballs.ts'

/** Packages whose files are kept: a package.json is a few kilobytes. */
const MOST_KEPT = 10_000
/** Packages of one tree that are read side by side. */
const CONCURRENCY = 8

/**
 * Reads what decides about a package's running without leaving its bytes anywhere: three million tarballs would fill
 * any cache. What was read is kept, by integrity: trees share most of their packages.
 */
export class TarballPeeker {
  readonly #libraries: NpmLibraries
  readonly #options: Readonly<Record<string, unknown>>
  readonly #kept = new Map<string, Promise<readonly TarFile[]>>()

  constructor(libraries: NpmLibraries, options: Readonly<Record<string, unknown>>) {
    this.#libraries = libraries
    this.#options = options
  }

  /** By location. An Error: it could not be had. */
  async read(packages: readonly TreePackage[]): Promise<Map<string, readonly TarFile[] | Error>> {
    const results = new Map<string, readonly TarFile[] | Error>()
    const queue = [...packages]
    const worker = async () => {
      for (let item = queue.shift(); item; item = queue.shift())
        results.set(item.location, await this.#readOnce(item).catch(asError))
    }
    await Promise.all(Array.from({ length: Math.min(CONCURRENCY, packages.length) }, worker))
    return results
  }

  #readOnce(item: TreePackage): Promise<readonly TarFile[]> {
    const key = item.integrity ?? ''
    const kept = this.#kept.get(key)
    if (kept !== undefined) return kept
    const reading = this.#fetch(item, key)
    this.#kept.set(key, reading)
    // What failed is asked for again.
    reading.catch(() => this.#kept.delete(key))
    if (this.#kept.size > MOST_KEPT) this.#kept.delete(this.#kept.keys().next().value ?? '')
    return reading
  }

  async #fetch({ resolved }: TreePackage, integrity: string): Promise<readonly TarFile[]> {
    const { fetch, ssri, tar } = this.#libraries
    const options = this.#options
    const cached = await this.#libraries.cacache.get
      .byDigest(String(options.cache), integrity)
      .catch(() => null)
    if (cached) return readTarFiles(tar, cached, wantedFile)
    const { body } = await fetch(String(resolved), { ...options, cache: null, integrity: null })
    const chunks: Uint8Array[] = []
    for await (const chunk of body) chunks.push(chunk)
    const bytes = Buffer.concat(chunks)
    // Throws unless they are the bytes that the tree means.
    ssri.checkData(bytes, integrity, { error: true })
    return readTarFiles(tar, bytes, wantedFile)
  }
}
