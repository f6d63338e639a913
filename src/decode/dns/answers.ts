import { type Answer, decode } from 'dns-packet'
import type { DnsAnswerEvent } from '../../model/index.ts'

/** Kept for one message. A message of 64 KiB could hold some four thousand. */
const MAX_ANSWERS = 256
/** Kept of one record's data. */
const MAX_DATA_LENGTH = 1024

type DnsAnswers = DnsAnswerEvent['answers']

/**
 * The answers of a message as dns-packet reads them. It gives up on a message for a single odd record; then there
 * are none, and the question, which we read ourselves, stays.
 */
export function readAnswers(bytes: Uint8Array, start: number, end: number): DnsAnswers {
  try {
    const message = decode(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start))
    return (message.answers ?? []).slice(0, MAX_ANSWERS).map(describe)
  } catch {
    return []
  }
}

function describe(answer: Answer): DnsAnswers[number] {
  const data = 'data' in answer ? dataText(answer.data) : ''
  return { name: nameText(answer.name), type: answer.type, data: data.slice(0, MAX_DATA_LENGTH) }
}

function nameText(name: string): string {
  return name === '.' ? name : name.toLowerCase().replace(/\.$/, '')
}

function dataText(data: unknown): string {
  if (typeof data === 'string') return data
  if (data instanceof Uint8Array) return Buffer.from(data).toString('latin1')
  if (Array.isArray(data)) return data.map(dataText).join('')
  return JSON.stringify(data) ?? ''
}
