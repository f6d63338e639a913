/** Labels that a name's owner has: what stands before them was made up by whoever asked. */
const SUFFIXES = [2, 3] as const

/** What was asked below one suffix, put together in every way in which it is usually cut. */
export interface AskedBelow {
  readonly suffix: string
  readonly texts: readonly string[]
}

/** Names of one process, in the order of time, as the labels' bytes. Asking twice (A and AAAA) says it once. */
export function dnsTexts(names: readonly (readonly string[])[]): readonly AskedBelow[] {
  return SUFFIXES.flatMap((length) => {
    const below = new Map<string, (readonly string[])[]>()
    for (const labels of names) {
      if (labels.length <= length) continue
      const suffix = labels.slice(-length).join('.').toLowerCase()
      const rest = labels.slice(0, -length)
      const known = below.get(suffix)
      if (known === undefined) below.set(suffix, [rest])
      else if (known.at(-1)?.join('.') !== rest.join('.')) known.push(rest)
    }
    return [...below].map(([suffix, rests]) => ({ suffix, texts: textsOf(unique(rests)) }))
  })
}

/** A and AAAA of two names may be asked in any order. */
function unique(rests: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const seen = new Set<string>()
  return rests.filter((labels) => {
    const name = labels.join('.')
    if (seen.has(name)) return false
    seen.add(name)
    return true
  })
}

function textsOf(rests: readonly (readonly string[])[]): readonly string[] {
  const join = (cut: (labels: readonly string[]) => readonly string[]) =>
    rests.map((labels) => cut(labels).join('')).join('')
  // By a number in front or behind, whatever the order in which they came.
  const numbered = (at: number) => {
    const numbers = rests.map((labels) => Number.parseInt(labels.at(at) ?? '', 10))
    if (numbers.some(Number.isNaN)) return []
    const order = [...numbers.keys()].sort((a, b) => (numbers[a] ?? 0) - (numbers[b] ?? 0))
    const without = (labels: readonly string[]) => (at === 0 ? labels.slice(1) : labels.slice(0, -1))
    return [order.map((index) => without(rests[index] ?? []).join('')).join('')]
  }
  return [
    join((labels) => labels),
    join((labels) => labels.slice(1)),
    join((labels) => labels.slice(0, -1)),
    join((labels) => labels.filter((label) => !/^\d{1,4}$/.test(label))),
    ...numbered(0),
    ...numbered(-1),
  ]
}
