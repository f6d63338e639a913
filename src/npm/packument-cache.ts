/** Of one process: what is in it is some ten kilobytes a packument, and some kilobyte a version. */
const MOST_VERSIONS = 60_000
/** One that alone takes a good part of the room is read again when it is needed again. */
const LARGEST = 4_000

interface Packument {
  readonly versions?: object
}

/** What pacote asks of a `packumentCache`: packuments that were read, shared by all trees of a process, newest use last. */
export class PackumentCache {
  readonly #entries = new Map<string, { readonly packument: Packument; readonly weight: number }>()
  #weight = 0

  has(key: string): boolean {
    return this.#entries.has(key)
  }

  get(key: string): Packument | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    return entry.packument
  }

  set(key: string, packument: Packument): void {
    this.delete(key)
    const weight = 1 + Object.keys(packument.versions ?? {}).length
    if (weight > LARGEST) return
    this.#entries.set(key, { packument, weight })
    this.#weight += weight
    for (const oldest of this.#entries.keys()) {
      if (this.#weight <= MOST_VERSIONS) return
      this.delete(oldest)
    }
  }

  delete(key: string): void {
    this.#weight -= this.#entries.get(key)?.weight ?? 0
    this.#entries.delete(key)
  }
}
