import { BEHAVIOURS, type Behaviour, type Kind, SCRIPTED } from './generated-kinds.ts'

export interface GeneratedOptions {
  readonly seed: number
  readonly count: number
  /** Of all packages. */
  readonly scripted: number
  readonly importers?: number
  readonly foreign?: number
}

export interface Generated {
  readonly name: string
  readonly kind: Kind
  /** Indexes of what it depends on: all lower than its own. */
  readonly dependencies: readonly number[]
}

/** What is true of a package with its whole tree. */
export interface Truth {
  readonly name: string
  /** Findings that a survey must come to: code and place. */
  readonly findings: ReadonlySet<string>
  /** Something in its tree has scripts. */
  readonly scripted: boolean
  readonly size: number
}

/** The first packages are what all others build on; hardly any of them has a script, as in the real registry. */
const POPULAR = 0.05

/** Packages and their trees out of a seed: the same number gives the same registry. */
export class GeneratedPackages {
  readonly #options: GeneratedOptions
  readonly #made = new Map<number, Generated>()

  constructor(options: GeneratedOptions) {
    this.#options = options
  }

  get count(): number {
    return this.#options.count
  }

  names(): string[] {
    return Array.from({ length: this.count }, (_, index) => this.at(index).name)
  }

  /** Undefined: no package of this registry. */
  byName(name: string): number | undefined {
    const index = Number(/(\d+)$/.exec(name)?.[1] ?? Number.NaN)
    return index < this.count && this.at(index).name === name ? index : undefined
  }

  at(index: number): Generated {
    const made = this.#made.get(index)
    if (made !== undefined) return made
    const random = randomOf(this.#options.seed * 1_000_003 + index)
    const kind = this.#kindOf(index, random)
    const name = `${index % 10 === 3 ? '@made/' : ''}made-${index}`
    const next: Generated = { name, kind, dependencies: this.#dependenciesOf(index, random) }
    this.#made.set(index, next)
    return next
  }

  behaviour(index: number): Behaviour {
    return BEHAVIOURS[this.at(index).kind]
  }

  #kindOf(index: number, random: () => number): Kind {
    const { scripted, importers = 0, foreign = 0, count } = this.#options
    if (index < count * POPULAR) return index === 2 ? 'tidy' : 'plain'
    const drawn = random()
    if (drawn < scripted) return pick(random())
    if (drawn < scripted + importers) return 'importer'
    return drawn < scripted + importers + foreign ? 'foreign' : 'plain'
  }

  #dependenciesOf(index: number, random: () => number): number[] {
    const popular = Math.max(1, Math.floor(this.count * POPULAR))
    if (index === 0) return []
    const wanted = [0, 0, 1, 1, 2, 3, 5][Math.floor(random() * 7)] ?? 0
    const chosen = Array.from({ length: wanted }, () => {
      // One in ten depends on something that hardly anybody uses, the rest on what everybody does.
      const below = random() < 0.1 ? index : Math.min(index, popular)
      return Math.floor(random() ** 2 * below)
    })
    return [...new Set(chosen)]
  }

  /** Its own index first, each once. */
  closure(index: number): number[] {
    const seen = new Set([index])
    for (const at of seen) for (const next of this.at(at).dependencies) seen.add(next)
    return [...seen]
  }

  /** `loaded`: packages are imported as well: all, or those with scripts. */
  truth(index: number, loaded: 'scripted' | 'all' | 'none'): Truth {
    const all = this.closure(index)
    const hasScripts = (at: number) => {
      const { scripts, files } = this.behaviour(at)
      return scripts !== undefined || files?.['binding.gyp'] !== undefined
    }
    const scripted = all.some(hasScripts)
    const findings = new Set<string>()
    for (const at of all) {
      const { codes, place, byImport } = this.behaviour(at)
      const isLoaded = loaded !== 'none' && (hasScripts(at) || (loaded === 'all' && at === index))
      if (byImport && !isLoaded) continue
      for (const code of codes) findings.add(`${code} ${place}`)
    }
    return { name: this.at(index).name, findings, scripted, size: all.length }
  }
}

function pick(drawn: number): Kind {
  let sum = 0
  for (const [kind, share] of SCRIPTED) {
    sum += share
    if (drawn < sum) return kind
  }
  return 'tidy'
}

/** mulberry32: small, and the same on every machine. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
