import type { DnsQuestion } from '../../model/index.ts'
import { u8, u16 } from '../bytes.ts'

export const HEADER = 12

/** More in one message are not believed where nothing else says that it is DNS. */
const MAX_PLAUSIBLE_QUESTIONS = 16
/** A record's smallest size: the root's name, type, class, time to live, length. */
const SMALLEST_RECORD = 11

/**
 * Whether twelve bytes can be the header of a standard query or its answer. Of random bytes one in 100,000 or so
 * can; the names and classes behind them have their own say.
 */
export function isPlausibleHeader(bytes: Uint8Array, start: number): boolean {
  const flags = u16(bytes, start + 2)
  const opcode = (flags >> 11) & 0x0f
  const questions = u16(bytes, start + 4)
  if (opcode !== 0 || (flags & 0x0040) !== 0) return false
  if (questions < 1 || questions > MAX_PLAUSIBLE_QUESTIONS) return false
  // A query has no result code.
  return isAnswer(bytes, start) || (flags & 0x000f) === 0
}

export function isAnswer(bytes: Uint8Array, start: number): boolean {
  return (u8(bytes, start + 2) & 0x80) !== 0
}

/**
 * The rest can hold the records that the header counts, or, since junk behind the question is a known trick, the
 * names are ordinary enough to believe the question without them.
 */
export function isPlausibleRest(
  bytes: Uint8Array,
  start: number,
  rest: number,
  questions: readonly DnsQuestion[],
): boolean {
  if (questions.some(({ labels }) => labels.length === 0)) return false
  const records = u16(bytes, start + 6) + u16(bytes, start + 8) + u16(bytes, start + 10)
  return records * SMALLEST_RECORD <= rest || questions.every(isOrdinary)
}

function isOrdinary({ labels }: DnsQuestion): boolean {
  return labels.every((label) => /^[\w-]+$/.test(label))
}
