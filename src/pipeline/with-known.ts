import type { History } from '../history/history.ts'

/** The same history, which answers otherwise what it knows. */
export function withKnown(history: History, known: History['known']): History {
  return new Proxy(history, {
    get: (target, name) => {
      if (name === 'known') return known
      const value = Reflect.get(target, name, target) as unknown
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

/**
 * What a package does when it is loaded is not told of one that is only installed. (A scan tells it: who installs
 * something that is known to act is warned.)
 */
export function asAsked(history: History): History {
  return withKnown(history, async (keys, context) => {
    const known = await history.known(keys, context)
    return known.map((entry) => {
      const { phases } = entry.key
      const findings = entry.findings.filter(
        ({ phase }) => phase === null || phase === 'fetch' || phases.includes(phase),
      )
      return { ...entry, findings }
    })
  })
}
