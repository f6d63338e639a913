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
