import { SurveyError } from '../error.ts'

const TOKEN = /\s*(?:([[\]{},:])|("(?:[^"\\]|\\.)*")|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y
/** No name and no number is longer: what goes on is no list of names. */
const LONGEST_TOKEN = 4_096

type JsonToken = string | number | boolean | null | { readonly mark: string }

/**
 * The tokens of a JSON text that need not fit into memory: a list of three million names is 60 MB, and what JSON.parse
 * makes of it several times that.
 */
async function* jsonTokens(
  chunks: AsyncIterable<Uint8Array | string>,
  detail: string,
): AsyncGenerator<JsonToken[]> {
  const decoder = new TextDecoder('utf-8')
  let rest = ''
  for await (const chunk of chunks) {
    rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
    const { tokens, used } = tokensIn(rest, false)
    rest = rest.slice(used)
    if (rest.trimStart().length > LONGEST_TOKEN) throw noList(detail)
    yield tokens
  }
  const { tokens, used } = tokensIn(`${rest}${decoder.decode()} `, true)
  if (rest.slice(used).trim() !== '') throw noList(detail)
  yield tokens
}

function tokensIn(text: string, isEnd: boolean): { readonly tokens: JsonToken[]; readonly used: number } {
  const tokens: JsonToken[] = []
  let used = 0
  for (TOKEN.lastIndex = 0; ; ) {
    const match = TOKEN.exec(text)
    // A number at the very end may go on in the next piece.
    if (match === null || (!isEnd && match[3] !== undefined && TOKEN.lastIndex === text.length)) break
    used = TOKEN.lastIndex
    tokens.push(match[1] === undefined ? JSON.parse(match[2] ?? match[3] ?? '') : { mark: match[1] })
  }
  return { tokens, used }
}

/** What may follow what; the empty string: the end. */
type Grammar = Readonly<Record<string, readonly string[]>>

const ARRAY: Grammar = {
  start: ['['],
  '[': ['string', ']'],
  string: [',', ']'],
  ',': ['string'],
  ']': [''],
}
const OBJECT: Grammar = {
  start: ['{'],
  '{': ['string', '}'],
  string: [':'],
  ':': ['count'],
  count: [',', '}'],
  ',': ['string'],
  '}': [''],
}

/** The tokens that follow the grammar from its start to its end; anything else is an error. */
async function* follow(
  chunks: AsyncIterable<Uint8Array | string>,
  detail: string,
  grammar: Grammar,
): AsyncGenerator<JsonToken[]> {
  let before = 'start'
  const step = (now: string) => {
    if (grammar[before]?.includes(now) !== true) throw noList(detail)
    before = now
  }
  for await (const tokens of jsonTokens(chunks, detail)) {
    for (const token of tokens) step(kindOf(token))
    yield tokens
  }
  step('')
}

/** The strings of a JSON array. */
export async function* jsonStrings(
  chunks: AsyncIterable<Uint8Array | string>,
  detail: string,
): AsyncGenerator<string> {
  for await (const tokens of follow(chunks, detail, ARRAY))
    for (const token of tokens) if (typeof token === 'string') yield token
}

/** The numbers of a JSON object, by their names; null where there is none. */
export async function* jsonNumbers(
  chunks: AsyncIterable<Uint8Array | string>,
  detail: string,
): AsyncGenerator<readonly [name: string, count: number | null]> {
  let name = ''
  for await (const tokens of follow(chunks, detail, OBJECT)) {
    for (const token of tokens) {
      if (typeof token === 'string') name = token
      else if (typeof token === 'number' || token === null) yield [name, token]
    }
  }
}

function kindOf(token: JsonToken): string {
  if (typeof token === 'string') return 'string'
  if (typeof token === 'number' || token === null) return 'count'
  return typeof token === 'object' ? token.mark : 'other'
}

function noList(detail: string): SurveyError {
  return new SurveyError(
    'survey-source',
    `${detail} is not what it should be, or is cut off`,
    'A list of names is a JSON array of strings, or one name a line; counts are a JSON object of numbers, or name,count',
  )
}
