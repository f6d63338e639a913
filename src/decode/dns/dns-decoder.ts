import type { DnsAnswerEvent, Endpoint } from '../../model/index.ts'
import { u16 } from '../bytes.ts'
import type { Emitter } from '../emitter.ts'
import { readAnswers } from './answers.ts'
import { QuestionReader } from './questions.ts'
import { HEADER, isAnswer, isPlausibleHeader, isPlausibleRest } from './shape.ts'

const NONE: DnsAnswerEvent['answers'] = []

/** Recognises DNS messages by their shape (RFC 1035 §4.1) and makes events of them. */
export class DnsDecoder {
  readonly #emitter: Emitter
  readonly #withAnswers: boolean
  readonly #reader = new QuestionReader()
  #bytes: Uint8Array = new Uint8Array(0)
  #start = 0
  #end = 0

  constructor(emitter: Emitter, withAnswers: boolean) {
    this.#emitter = emitter
    this.#withAnswers = withAnswers
  }

  /**
   * Whether this is a DNS message. `expected`: it stands where DNS belongs (port 53 and its kin), so every question
   * that can be read counts, whatever else is wrong; elsewhere all of it must be in order.
   */
  recognise(bytes: Uint8Array, start: number, end: number, expected: boolean): boolean {
    if (end - start < HEADER) return false
    if (!expected && !isPlausibleHeader(bytes, start)) return false
    this.#bytes = bytes
    this.#start = start
    this.#end = end
    const reader = this.#reader
    reader.read(bytes, start, end, u16(bytes, start + 4))
    if (expected)
      return reader.questions.length > 0 || (isAnswer(bytes, start) && u16(bytes, start + 4) === 0)
    return reader.sound && isPlausibleRest(bytes, start, end - reader.next, reader.questions)
  }

  /** The events of the message that was recognised last. */
  emit(transport: 'udp' | 'tcp', time: number, source: Endpoint, destination: Endpoint): void {
    const { questions, sound } = this.#reader
    if (isAnswer(this.#bytes, this.#start)) {
      const answers = this.#withAnswers ? readAnswers(this.#bytes, this.#start, this.#end) : NONE
      this.#emitter.emit({ kind: 'dns-answer', time, source, destination, transport, questions, answers })
    } else {
      this.#emitter.emit({ kind: 'dns-query', time, source, destination, transport, questions })
    }
    if (!sound) this.#emitter.malformed('dns-question', time, source, destination)
  }
}
