import type { SeenRequest } from '../../../model/index.ts'
import type { MetadataDecoys } from '../../plan.ts'
import type { NameTable } from '../name-table.ts'
import { type Answer, type Asked, json, NOT_FOUND } from './answer.ts'
import { dohAnswer } from './doh.ts'
import { metadataAnswer } from './metadata.ts'
import { publicAddressAnswer } from './public-address.ts'

export interface AnswerTools {
  readonly names: NameTable
  readonly metadata: MetadataDecoys
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/**
 * What a request to a stranger is answered: as whoever it is for would, where that lets it go on; else 404 to a
 * download and an empty 200 to anything sent. Never 401: packages were seen that destroy files when they are refused.
 */
export function answerTo(request: SeenRequest, { names, metadata, now }: AnswerTools): Answer {
  const asked = askedBy(request)
  const special =
    metadataAnswer(asked, metadata, now()) ?? dohAnswer(request, names) ?? publicAddressAnswer(asked)
  if (special !== null) return special
  return request.method === 'GET' || request.method === 'HEAD' ? NOT_FOUND : json({})
}

function askedBy({ method, host, path, destination, headers }: SeenRequest): Asked {
  return {
    method,
    host: host.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, ''),
    address: destination.address,
    path,
    accept: headers.find(([name]) => name.toLowerCase() === 'accept')?.[1] ?? '',
  }
}
