import type { DnsQuestion, SeenRequest } from '../../model/index.ts'
import { u16 } from '../bytes.ts'
import { QuestionReader } from './questions.ts'
import { HEADER, isAnswer } from './shape.ts'

/** RFC 1035 §4.2.2. */
const MAX_MESSAGE = 65_535
const MAX_NAME = 1_024
/** The last part of the path of those who answer in JSON. */
const JSON_PATH = /\/(?:resolve|dns-query|dns|query)\/?$/
const TYPE = /^[A-Za-z]{1,10}$|^\d{1,5}$/
/** The usual ones, where a number is given. */
const TYPE_NAMES: Readonly<Record<string, string>> = {
  ...{ 1: 'A', 2: 'NS', 5: 'CNAME', 6: 'SOA', 12: 'PTR', 15: 'MX' },
  ...{ 16: 'TXT', 28: 'AAAA', 33: 'SRV', 64: 'SVCB', 65: 'HTTPS', 255: 'ANY' },
}

export interface DohQuestion {
  readonly questions: readonly [DnsQuestion, ...DnsQuestion[]]
  /** The message itself; null where the question was asked in words (JSON). */
  readonly wire: Uint8Array | null
}

type Request = Pick<SeenRequest, 'method' | 'path' | 'headers' | 'body'>

/** What a request asks of DNS (RFC 8484, or the JSON that large resolvers offer), by its shape; null if nothing. */
export function dohQuestion({ method, path, headers, body }: Request): DohQuestion | null {
  const header = (wanted: string) => headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? ''
  if (method === 'POST') {
    return /^application\/dns-message\b/i.test(header('content-type')) ? ofMessage(body) : null
  }
  if (method !== 'GET') return null
  const at = path.indexOf('?')
  if (at < 0) return null
  const query = new URLSearchParams(path.slice(at + 1))
  const encoded = query.get('dns')
  if (encoded !== null && /^[\w+/-]+=*$/.test(encoded)) {
    const found = ofMessage(Buffer.from(encoded, 'base64url'))
    if (found !== null) return found
  }
  const isJson = /\bdns-json\b/i.test(header('accept')) || JSON_PATH.test(path.slice(0, at))
  return isJson ? ofWords(query.get('name'), query.get('type') ?? 'A') : null
}

function ofMessage(bytes: Uint8Array): DohQuestion | null {
  const questions = questionsIn(bytes)
  const [first, ...more] = questions
  return first === undefined ? null : { questions: [first, ...more], wire: bytes }
}

/** The questions of a message that has to be one, and a query. */
function questionsIn(bytes: Uint8Array): readonly DnsQuestion[] {
  if (bytes.length < HEADER || bytes.length > MAX_MESSAGE || isAnswer(bytes, 0)) return []
  const reader = new QuestionReader()
  reader.read(bytes, 0, bytes.length, u16(bytes, 4))
  return reader.questions
}

function ofWords(name: string | null, type: string): DohQuestion | null {
  if (name === null || name === '' || name.length > MAX_NAME || !TYPE.test(type)) return null
  const labels = name.replace(/\.$/, '').split('.')
  return {
    questions: [
      {
        name: labels.join('.').toLowerCase(),
        labels,
        type: TYPE_NAMES[type] ?? (/^\d/.test(type) ? `TYPE${type}` : type.toUpperCase()),
      },
    ],
    wire: null,
  }
}

/** Messages of one stream that are read. */
const MAX_MESSAGES = 4_096

/** The questions of a stream of DNS messages, each behind its length (RFC 1035 §4.2.2), as far as it goes. */
export function streamQuestions(bytes: Uint8Array): readonly DnsQuestion[] {
  const questions: DnsQuestion[] = []
  let at = 0
  for (let count = 0; count < MAX_MESSAGES && at + 2 <= bytes.length; count += 1) {
    const end = at + 2 + u16(bytes, at)
    // The copy is small, and the reader may not look behind the message.
    questions.push(...questionsIn(bytes.slice(at + 2, Math.min(end, bytes.length))))
    at = end
  }
  return questions
}
