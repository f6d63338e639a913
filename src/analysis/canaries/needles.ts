import type { Canary } from '../../model/index.ts'

/** So many characters of a value in one piece are no chance: 62^16 is 4.8 × 10^28. */
export const LEAST = 16
/** A piece of LEAST characters holds a whole block that begins at a multiple of this in the text. */
const BLOCK = 8

/** Where values may be, by each of their blocks. */
export type Needles = ReadonlyMap<string, readonly { readonly canary: Canary; readonly at: number }[]>

export function needlesOf(canaries: readonly Canary[]): Needles {
  const needles = new Map<string, { canary: Canary; at: number }[]>()
  for (const canary of canaries) {
    for (let at = 0; at + BLOCK <= canary.value.length; at += 1) {
      const block = canary.value.slice(at, at + BLOCK)
      const known = needles.get(block)
      if (known === undefined) needles.set(block, [{ canary, at }])
      else known.push({ canary, at })
    }
  }
  return needles
}

/** The canaries of which at least LEAST characters in one piece stand in a text. One look at every eighth place. */
export function canariesIn(text: string, needles: Needles): ReadonlySet<Canary> {
  const found = new Set<Canary>()
  for (let at = 0; at + BLOCK <= text.length; at += BLOCK) {
    for (const { canary, at: inValue } of needles.get(text.slice(at, at + BLOCK)) ?? []) {
      if (!found.has(canary) && sharedLength(text, at, canary.value, inValue) >= LEAST) found.add(canary)
    }
  }
  return found
}

/** How long the piece is that both have around a place. */
function sharedLength(text: string, at: number, value: string, inValue: number): number {
  let before = 0
  while (before < inValue && before < at && text[at - before - 1] === value[inValue - before - 1]) before += 1
  let after = 0
  while (
    inValue + after < value.length &&
    text[at + after] === value[inValue + after] &&
    at + after < text.length
  )
    after += 1
  return before + after
}
