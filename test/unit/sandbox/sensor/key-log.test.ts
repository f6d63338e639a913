import { describe, expect, it } from 'vitest'
import { KeyLog } from '../../../../src/sandbox/sensor/key-log.ts'

describe('KeyLog', () => {
  it('sends the lines of one turn together, and the rest when it is asked', async () => {
    const sent: (readonly string[])[] = []
    const log = new KeyLog((lines) => sent.push(lines))
    log.add('a')
    log.add('b')
    await new Promise(setImmediate)
    log.add('c')
    log.flush()
    log.flush()
    await new Promise(setImmediate)
    expect(sent).toEqual([['a', 'b'], ['c']])
  })

  it('keeps to its limit', () => {
    let count = 0
    const log = new KeyLog((lines) => {
      count += lines.length
    })
    for (let line = 0; line < 60_000; line += 1) log.add('x')
    log.flush()
    expect(count).toBe(50_000)
  })
})
