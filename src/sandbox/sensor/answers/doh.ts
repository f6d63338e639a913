import { dohQuestion } from '../../../decode/dns/doh.ts'
import type { SeenRequest } from '../../../model/index.ts'
import { answerQuery } from '../dns-server.ts'
import type { NameTable } from '../name-table.ts'
import { type Answer, json } from './answer.ts'

const TTL_SECONDS = 60
const NUMBERS: Readonly<Record<string, number>> = { A: 1, AAAA: 28 }

/** A name that is asked for over HTTP (RFC 8484) is answered as our own DNS server would; null when none is. */
export function dohAnswer(request: SeenRequest, names: NameTable): Answer | null {
  const asked = dohQuestion(request)
  if (asked === null) return null
  if (asked.wire !== null) {
    const body = answerQuery(asked.wire, names)
    return body === null
      ? null
      : { status: 200, headers: { 'content-type': 'application/dns-message' }, body }
  }
  const [{ name, type }] = asked.questions
  const number = NUMBERS[type]
  const data = number === undefined ? null : names.address(name, number === 1 ? 4 : 6)
  return json(
    {
      ...{ Status: 0, TC: false, RD: true, RA: true, AD: false, CD: false },
      Question: [{ name: `${name}.`, type: number ?? 0 }],
      ...(data === null ? {} : { Answer: [{ name: `${name}.`, type: number, TTL: TTL_SECONDS, data }] }),
    },
    { 'content-type': 'application/dns-json' },
  )
}
