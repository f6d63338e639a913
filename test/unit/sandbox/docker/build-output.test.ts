import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { follow, ImageError, reasonOf } from '../../../../src/sandbox/docker/build-output.ts'

const json = (...lines: readonly object[]) => lines.map((line) => `${JSON.stringify(line)}\r\n`).join('')
const bytes = (text: string, size = text.length) => {
  const whole = Buffer.from(text)
  const pieces: Buffer[] = []
  for (let at = 0; at < whole.length; at += size) pieces.push(whole.subarray(at, at + size))
  return Readable.from(pieces)
}
async function followed(stream: Readable): Promise<{ lines: string[]; error: string | null }> {
  const lines: string[] = []
  try {
    await follow(stream, (line) => lines.push(line))
    return { lines, error: null }
  } catch (error) {
    return { lines, error: (error as Error).message }
  }
}

const STEP = { stream: 'Step 1/2 : FROM x\n' }
const ERROR = { errorDetail: { message: 'no space' }, error: 'no space' }

const CASES: readonly (readonly [name: string, Readable, lines: readonly string[], error: RegExp | null])[] =
  [
    [
      'tells what is said',
      bytes(json(STEP, { status: 'Pulling' }, { stream: '\n' }, {})),
      ['Step 1/2 : FROM x', 'Pulling'],
      null,
    ],
    ['is content with nothing', bytes(''), [], null],
    ['fails with an error line', bytes(json(STEP, ERROR)), ['Step 1/2 : FROM x'], /^no space$/],
    [
      'fails with an error line that is not the last',
      bytes(json(ERROR, STEP)),
      ['Step 1/2 : FROM x'],
      /^no space/,
    ],
    ['fails with an error line that has no end', bytes(JSON.stringify(ERROR)), [], /^no space$/],
    ['fails with the first of two errors', bytes(json(ERROR, { error: 'canceled' })), [], /^no space$/],
    ['fails with what is no JSON', bytes('<html>\n'), [], /no JSON: <html>/],
    ['fails with a line that is cut off', bytes('{"stream":"St'), [], /no JSON/],
    ['fails with a line without end', bytes('x'.repeat(3_000_000), 65_536), [], /too long/],
    ['takes null for nothing', bytes('null\n'), [], null],
    ['puts letters together that were cut', bytes(json({ stream: 'größer 漢字' }), 1), ['größer 漢字'], null],
  ]

describe('a build that is followed', () => {
  it.each(CASES)('%s', async (_name, stream, lines, error) => {
    const outcome = await followed(stream)
    expect(outcome.lines).toEqual(lines)
    if (error === null) expect(outcome.error).toBeNull()
    else expect(outcome.error).toMatch(error)
  })

  it('fails with the last 20 lines', async () => {
    const lines = Array.from({ length: 30 }, (_, index) => ({ stream: `line ${index}\n` }))
    const error = await follow(bytes(json(...lines, ERROR)), () => {}).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(ImageError)
    expect((error as ImageError).lines).toEqual(lines.slice(10).map(({ stream }) => stream.trim()))
  })

  it('fails when the connection breaks', async () => {
    const stream = bytes(json(STEP))
    stream.once('data', () => {})
    const broken = new Readable({ read() {} })
    broken.push(json(STEP))
    setImmediate(() => broken.destroy())
    expect((await followed(broken)).error).toMatch(/premature/i)
  })
})

const FAILED = "The command '/bin/sh -c set -eu; missing=; …' returned a non-zero code: 1"

it.each([
  [
    'a step that failed: what it said last',
    FAILED,
    ['Step 3/4 : RUN', 'the base image has no tcpdump', 'Removing intermediate container 0123', '---> 4567'],
    'the base image has no tcpdump',
  ],
  ['a step that said nothing', FAILED, ['Step 3/4 : RUN', '---> Running in 0123'], FAILED],
  ['anything else', 'pull access denied', ['Step 1/4 : FROM x'], 'pull access denied'],
])('%s', (_what, failure, last, reason) => {
  expect(reasonOf(failure, last)).toBe(reason)
})
