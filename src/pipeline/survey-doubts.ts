import type { History, KnownPackage, VerdictKey } from '../history/history.ts'
import type { Examination } from './examine.ts'
import { keyText } from './look-up.ts'
import { withKnown } from './with-known.ts'

/** As often is tried what a fault or a time-out spoilt. */
const TRIES = 2

/**
 * Scripts that could not be watched to their end. The history forgets them, so that a person's next scan tries again;
 * but a survey meets a package in a hundred trees, and a script that hangs need not hang in each of them.
 */
export class Doubts {
  readonly #settled = new Map<string, KnownPackage>()
  readonly #tried = new Map<string, number>()

  /** `keys`: of the packages that had something to run. */
  note({ report }: Examination, keys: readonly VerdictKey[]): void {
    for (const key of keys) {
      const own = report.findings.filter(
        (one) => one.package === key.name && one.version === key.version && one.code !== 'foreign-source',
      )
      const doubtful = own.filter(({ severity }) => severity === 'inconclusive')
      if (doubtful.length === 0) continue
      const text = keyText(key)
      const tried = (this.#tried.get(text) ?? 0) + 1
      this.#tried.set(text, tried)
      // A script that fails without a word to anybody does so again.
      if (tried < TRIES && doubtful.some(({ code }) => code === 'watch-incomplete')) continue
      const scripts = report.packages.find(
        ({ name, version }) => name === key.name && version === key.version,
      )
      this.#settled.set(text, {
        key,
        inert: false,
        scripts: scripts?.scripts ?? [],
        findings: own,
        scanId: report.id,
        watchedAt: Date.parse(report.startedAt),
      })
    }
  }

  /** The same history, which remembers them as well. */
  beside(history: History): History {
    return withKnown(history, async (keys, context) => {
      const known = await history.known(keys, context)
      if (this.#settled.size === 0) return known
      const there = new Set(known.map(({ key }) => keyText(key)))
      const doubtful = keys.flatMap((key) => {
        const entry = there.has(keyText(key)) ? undefined : this.#settled.get(keyText(key))
        return entry ? [entry] : []
      })
      return [...known, ...doubtful]
    })
  }
}
