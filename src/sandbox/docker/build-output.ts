import { stripVTControlCharacters } from 'node:util'
import type Docker from 'dockerode'

interface Line {
  readonly stream?: string
  readonly status?: string
  readonly error?: string
  readonly aux?: { readonly ID?: string }
}

const KEPT_LINES = 20
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

/** Follows a build, a pull or an import to its end. Rejected with the daemon's own words, or the failed command's. */
export async function follow(
  docker: Docker,
  stream: NodeJS.ReadableStream,
  onLine: (text: string) => void,
): Promise<void> {
  const last: string[] = []
  let failure: string | null = null
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(
      stream,
      (error) => (error ? reject(error) : resolve()),
      (line: Line) => {
        if (line.error !== undefined) failure = line.error
        const text = stripVTControlCharacters(line.stream ?? line.status ?? '').trim()
        if (text === '') return
        last.push(text)
        if (last.length > KEPT_LINES) last.shift()
        if (!NOISE.test(text)) onLine(text)
      },
    )
  })
  if (failure !== null) throw new ImageError(reasonOf(failure, last), last)
}

/** Of a step that failed the daemon only repeats the command; what the command said last is the reason. */
export function reasonOf(failure: string, last: readonly string[]): string {
  if (!/returned a non-zero code: \d+\s*$/.test(failure)) return failure
  const said = last.findLast((line) => !/^Step \d/.test(line) && !NOISE.test(line))
  return said ?? failure
}
