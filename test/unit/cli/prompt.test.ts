import { PassThrough } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import {
  type Answer,
  type AskOptions,
  askDecision,
  askUntilDecided,
  canAsk,
} from '../../../src/cli/prompt.ts'

/** A terminal as far as the question needs one. */
class Terminal extends PassThrough {
  readonly isTTY = true
  columns = 60
  rows = 24
  text = ''
  setRawMode(): this {
    return this
  }
  ref(): this {
    return this
  }
  unref(): this {
    return this
  }
}

function terminal() {
  const input = new Terminal()
  const output = new Terminal()
  // A process's stderr cannot be ended either.
  output.end = () => output
  output.on('data', (chunk: Buffer) => {
    output.text += chunk.toString()
  })
  const shows = async (pattern: RegExp): Promise<void> => {
    for (let waited = 0; !pattern.test(output.text); waited += 10) {
      if (waited > 10_000) throw new Error(`never shown: ${pattern}`)
      await pause(10)
    }
    output.text = ''
  }
  const streams = {
    input: input as unknown as NodeJS.ReadStream,
    output: output as unknown as NodeJS.WriteStream,
  }
  return { input, output, shows, streams }
}

async function answerTo(keys: readonly string[], options: AskOptions = {}): Promise<Answer> {
  const { input, shows, streams } = terminal()
  const answer = askDecision({ ...options, ...streams })
  await shows(/Yes, once/)
  for (const key of keys) input.write(key)
  return answer
}

const ROWS: readonly (readonly [what: string, keys: readonly string[], Answer])[] = [
  ['n', ['n'], 'no'],
  ['y', ['y'], 'once'],
  ['Y', ['Y'], 'once'],
  ['a', ['a'], 'always'],
  ['d', ['d'], 'details'],
  ['Enter is no', ['\r'], 'no'],
  ['down, Enter', ['\x1b[B', '\r'], 'once'],
  ['y, Enter', ['y', '\r'], 'once'],
  ['n, then y: the first counts', ['n', 'y'], 'no'],
  ['Ctrl-C', ['\x03'], 'no'],
  ['Ctrl-D', ['\x04'], 'no'],
  ['Ctrl-Y is no letter', ['\x19', '\r'], 'no'],
]

describe('askDecision', () => {
  it.each(ROWS)('%s', async (_what, keys, answer) => {
    expect(await answerTo(keys)).toBe(answer)
  })

  it('offers no "always" where there is nothing to allow', async () => {
    expect(await answerTo(['a', '\r'], { always: false })).toBe('no')
  })

  it('is no when the terminal goes away', async () => {
    const { input, shows, streams } = terminal()
    const answer = askDecision(streams)
    await shows(/Yes, once/)
    input.end()
    expect(await answer).toBe('no')
  })

  it('does not take what was typed before the question was there', async () => {
    const { input, shows, streams } = terminal()
    input.write('yyy\r')
    const answer = askDecision(streams)
    await shows(/Yes, once/)
    input.write('n')
    expect(await answer).toBe('no')
  })

  it('is no where nobody can be asked', async () => {
    const { streams, output } = terminal()
    Object.defineProperty(output, 'isTTY', { value: false })
    expect(canAsk(streams.input, streams.output)).toBe(false)
    expect(await askDecision(streams)).toBe('no')
  })
})

describe('askUntilDecided', () => {
  it('shows details, and takes an Enter right behind the d for no answer', async () => {
    const { input, shows, streams } = terminal()
    let shown = 0
    const answer = askUntilDecided({
      ...streams,
      showDetails: () => {
        shown += 1
      },
    })
    await shows(/Yes, once/)
    input.write('d')
    await shows(/Show all details\r?\n/)
    await shows(/Yes, once/)
    input.write('\r')
    await shows(/Yes, once/)
    input.write('y')
    expect(await answer).toBe('once')
    expect(shown).toBe(1)
  })
})
