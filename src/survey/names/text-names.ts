import { jsonStrings } from './json-tokens.ts'
import { type NamedSpec, parseSpec, withoutRepeats } from './names.ts'

/** Its three bytes, read one by one. */
const BYTE_ORDER_MARK = /^\u00ef\u00bb\u00bf/

/** Names, one a line with `#` comments, or a JSON array of them. */
export function readNames(chunks: AsyncIterable<Uint8Array>, detail: string): AsyncGenerator<NamedSpec> {
  return withoutRepeats(specs(chunks, detail))
}

async function* specs(chunks: AsyncIterable<Uint8Array>, detail: string): AsyncGenerator<NamedSpec> {
  const iterator = chunks[Symbol.asyncIterator]()
  const first = await firstText(iterator)
  const all = prepend(first, iterator)
  const strings = first.replace(BYTE_ORDER_MARK, '').trimStart().startsWith('[')
    ? jsonStrings(all, detail)
    : lines(all)
  for await (const one of strings) yield parseSpec(one)
}

/** Until there is something to see that is no white space. */
async function firstText(iterator: AsyncIterator<Uint8Array>): Promise<string> {
  let text = ''
  while (text.length < 3 || text.replace(BYTE_ORDER_MARK, '').trim() === '') {
    const { value, done } = await iterator.next()
    if (done === true) return text
    text += Buffer.from(value).toString('latin1')
  }
  return text
}

async function* prepend(first: string, iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield Buffer.from(first.replace(BYTE_ORDER_MARK, ''), 'latin1')
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value
}

export async function* lines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8')
  let rest = ''
  for await (const chunk of chunks) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = parts.pop() ?? ''
    yield* parts.map(plain).filter((line) => line !== '')
  }
  const last = plain(rest + decoder.decode())
  if (last !== '') yield last
}

/** A `#` inside a word is part of a spec (`github:user/repo#v1`). */
function plain(line: string): string {
  return line
    .trim()
    .replace(/(^|\s)#.*$/, '')
    .trim()
}
