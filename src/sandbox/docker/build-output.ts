import { stripVTControlCharacters } from 'node:util'

interface Line {
  readonly stream?: string
  readonly status?: string
  readonly error?: string
}

const KEPT_LINES = 20
/** A line that is longer is none of a build. */
const MAX_LINE = 1024 * 1024
/** What a daemon says of its own housekeeping. */
const NOISE = /^(-+>|Removing intermediate container|Successfully (built|tagged)|sha256:)/

/** An image that could not be had or built, in the words of whoever failed. */
export class ImageError extends Error {
  readonly code = 'image-failed'
  readonly hint = 'Of what is installed here, without a base: dsca image build --from-host'
  /** The last lines of the daemon. */
  readonly lines: readonly string[]

  constructor(reason: string, lines: readonly string[]) {
    super(reason)
    this.name = 'ImageError'
    this.lines = lines
  }
}

/**
 * Follows a build, a pull or an import to its end. Rejected with the daemon's own words, or the failed command's.
 * By hand, because docker-modem throws where nobody catches when a line is no JSON, and forgets a last line that is cut.
 */
export async function follow(stream: NodeJS.ReadableStream, onLine: (text: string) => void): Promise<void> {
  const last: string[] = []
  let failure: string | null = null
  for await (const text of linesOf(stream)) {
    const line = parse(text)
    if (line.error !== undefined) failure ??= line.error
    const said = stripVTControlCharacters(line.stream ?? line.status ?? '').trim()
    if (said === '') continue
    last.push(said)
    if (last.length > KEPT_LINES) last.shift()
    onLine(said)
  }
  if (failure !== null) throw new ImageError(reasonOf(failure, last), last)
}

/** Whether a line is of interest to whoever waits. */
export function isNews(line: string): boolean {
  return !NOISE.test(line)
}

/** Of a step that failed the daemon only repeats the command; what the command said last is the reason. */
export function reasonOf(failure: string, last: readonly string[]): string {
  if (!/returned a non-zero code: \d+\s*$/.test(failure)) return failure
  return last.findLast((line) => !/^Step \d/.test(line) && isNews(line)) ?? failure
}

async function* linesOf(stream: NodeJS.ReadableStream): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of stream) {
    rest += decoder.decode(chunk as Buffer, { stream: true })
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > MAX_LINE) throw new Error('a line of the daemon is too long')
    yield* lines
  }
  yield rest
}

function parse(text: string): Line {
  if (text.trim() === '') return {}
  try {
    return (JSON.parse(text) ?? {}) as Line
  } catch {
    return { error: `the daemon said what is no JSON: ${text.slice(0, 200)}` }
  }
}
