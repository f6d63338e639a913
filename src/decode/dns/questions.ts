import type { DnsQuestion } from '../../model/index.ts'
import { u16 } from '../bytes.ts'
import { readName } from './name.ts'
import { QuestionCache } from './question-cache.ts'
import { typeName } from './types.ts'

/** Nobody asks more than one; a message of 64 KiB could hold ten thousand, each with a name of 255 bytes. */
const MAX_QUESTIONS = 64

const NONE: readonly DnsQuestion[] = []

/** Reads the question section of a DNS message. The result's fields hold until the next call. */
export class QuestionReader {
  readonly #cache = new QuestionCache()
  questions: readonly DnsQuestion[] = NONE
  /** Where the section ends, as far as it could be read. */
  next = 0
  /** Every question could be read and has a class and type that exist. */
  sound = false

  read(bytes: Uint8Array, message: number, end: number, count: number): void {
    if (count !== 1) {
      this.#readAll(bytes, message, end, count)
      return
    }
    const known = this.#cache.find(bytes, message + 12, end)
    if (known === undefined) {
      this.#readAll(bytes, message, end, 1)
      if (this.questions.length === 1) this.#cache.keep(bytes, this.questions)
      return
    }
    this.questions = known
    this.next = message + 12 + this.#cache.length
    this.sound = isSound(bytes, this.next)
  }

  #readAll(bytes: Uint8Array, message: number, end: number, count: number): void {
    const questions: DnsQuestion[] = []
    this.next = message + 12
    this.sound = count <= MAX_QUESTIONS
    for (let index = 0; index < Math.min(count, MAX_QUESTIONS); index++) {
      const name = readName(bytes, message, this.next, end)
      if (name === null || name.next + 4 > end) {
        this.sound = false
        break
      }
      questions.push({ name: name.name, labels: name.labels, type: typeName(u16(bytes, name.next)) })
      this.next = name.next + 4
      this.sound &&= isSound(bytes, this.next)
    }
    this.questions = questions
  }
}

/**
 * Type is not 0; class is IN, CH, HS, NONE or ANY, perhaps with the bit by which mDNS asks for a unicast answer
 * (RFC 6762 §5.4). IANA "DNS CLASSes", as of 2025-11-01.
 */
function isSound(bytes: Uint8Array, next: number): boolean {
  if (u16(bytes, next - 4) === 0) return false
  const dnsClass = u16(bytes, next - 2) & 0x7fff
  return dnsClass === 1 || dnsClass === 3 || dnsClass === 4 || dnsClass === 254 || dnsClass === 255
}
