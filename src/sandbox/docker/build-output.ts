interface Line {
  readonly stream?: string
  readonly status?: string
  readonly error?: string
}

const KEPT_LINES = 20
/** A line that is longer is none of a build. */
const MAX_LINE = 1024 * 1024

/**
 * Follows a build, a pull or an import to its end. Rejected with the daemon's own words, and with what it said last.
 * By hand, because docker-modem throws where nobody catches when a line is no JSON, and forgets a last line that is cut.
 */
export async function follow(stream: NodeJS.ReadableStream, onLine: (text: string) => void): Promise<void> {
  const last: string[] = []
  let failure: string | null = null
  for await (const text of linesOf(stream)) {
    const line = parse(text)
    if (line.error !== undefined) failure ??= line.error
    const said = (line.stream ?? line.status ?? '').trim()
    if (said === '') continue
    last.push(said)
    if (last.length > KEPT_LINES) last.shift()
    onLine(said)
  }
  if (failure !== null) throw new Error([failure, ...last].join('\n'))
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
