import type { Canary } from '../../model/index.ts'
import { DECODINGS } from './decodings.ts'
import { canariesIn, LEAST, type Needles } from './needles.ts'

/** base64 of gzip of JSON is three. */
const DEPTH_MAX = 3
/** Characters that are read further of one payload at each depth: nobody needs more, and a script may send it all day. */
const READ_MAX = 48 * 1024 * 1024

export interface Search {
  readonly hits: readonly Hit[]
  /** There was more than is read: that nothing was found says nothing. */
  readonly isCut: boolean
}

/** A canary in a text, and how it was wrapped: outermost first, empty where it stands there as it is. */
export interface Hit {
  readonly canary: Canary
  readonly encoding: readonly string[]
}

const SAMPLE = 256
/** In so few bytes of noise there is no word of LEAST letters. */
const SHORT = 4_096
const WORD = new RegExp(`[\\x20-\\x7e\\t\\r\\n]{${LEAST}}`)

/** What was decoded at the wrong place is noise all over, and nothing is written in noise but what was packed. */
function looksLikeText(text: string): boolean {
  if (text.length <= SHORT) return WORD.test(text)
  for (let at = 0; at < text.length; at += SAMPLE / 2) {
    const sample = text.slice(at, at + SAMPLE)
    if (at > 0 && sample.length < SAMPLE / 2) break
    const odd = sample.replaceAll(/[\x20-\x7e\t\r\n]/g, '').length
    if (odd * 6 < sample.length) return true
  }
  return false
}

interface Reading {
  readonly text: string
  readonly encoding: readonly string[]
}

/** Every canary in a text of bytes (Latin-1), however it was encoded; each with the shortest way to it. */
export function findCanaries(text: string, needles: Needles): Search {
  let isCut = false
  const onCut = () => {
    isCut = true
  }
  const hits = new Map<Canary, readonly string[]>()
  const seen = new Set([text])
  let level: readonly Reading[] = [{ text, encoding: [] }]
  for (let depth = 0; level.length > 0; depth += 1) {
    for (const one of level) {
      for (const canary of canariesIn(one.text, needles)) {
        if (!hits.has(canary)) hits.set(canary, one.encoding)
      }
    }
    level =
      depth === DEPTH_MAX
        ? []
        : within(
            READ_MAX,
            level.flatMap((one) => readingsOf(one, seen, onCut)),
            onCut,
          )
  }
  return { hits: [...hits].map(([canary, encoding]) => ({ canary, encoding })), isCut }
}

/** What a text may say in another encoding, and what nobody has read yet. */
function readingsOf({ text, encoding }: Reading, seen: Set<string>, onCut: () => void): readonly Reading[] {
  const isText = encoding.length === 0 || looksLikeText(text)
  return DECODINGS.filter(
    // To turn a text round twice is to leave it as it is.
    ({ name, ofBytes }) => (isText || ofBytes) && !(name === 'reversed' && encoding.includes(name)),
  ).flatMap(({ name, decode }) =>
    decode(text, onCut).flatMap((reading) => {
      if (reading.length < LEAST || seen.has(reading)) return []
      seen.add(reading)
      return [{ text: reading, encoding: [...encoding, name] }]
    }),
  )
}

function within(most: number, readings: readonly Reading[], onCut: () => void): readonly Reading[] {
  let left = most
  const read = readings.filter(({ text }) => {
    left -= text.length
    return left > 0
  })
  if (read.length < readings.length) onCut()
  return read
}
