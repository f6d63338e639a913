import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KeyFile } from '../../../../src/sandbox/pipe/key-file.ts'

const LINE = `CLIENT_TRAFFIC_SECRET_0 ${'0a'.repeat(32)} ${'1b'.repeat(48)}`
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keys-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('KeyFile', () => {
  it('lies beside the capture, for its owner alone', async () => {
    const keys = new KeyFile()
    keys.add([LINE, LINE.replace('_0', '_1')])
    const path = await keys.write(join(folder, 'scan.pcap'))
    expect(path).toBe(join(folder, 'scan.keys'))
    expect(readFileSync(join(folder, 'scan.keys'), 'utf8')).toBe(`${LINE}\n${LINE.replace('_0', '_1')}\n`)
    expect(statSync(join(folder, 'scan.keys')).mode & 0o777).toBe(0o600)
  })

  it.each([
    ['two lines in one', `${LINE}\nRSA x`],
    ['a number', 7],
    ['nothing', null],
    ['no secret', 'CLIENT_RANDOM'],
    ['capital digits', LINE.replaceAll('a', 'A')],
    ['something long', `${LINE}${'1b'.repeat(1000)}`],
    ['a comment', '# hello'],
  ])('holds nothing that is no line: %s', async (_name, line) => {
    const keys = new KeyFile()
    keys.add([line])
    expect(await keys.write(join(folder, 'scan.pcap'))).toBeNull()
    expect(readdirSync(folder)).toEqual([])
  })

  it('keeps to its limit', async () => {
    const keys = new KeyFile()
    for (let count = 0; count < 6; count += 1) keys.add(Array(10_000).fill(LINE))
    const path = await keys.write(join(folder, 'scan.pcap'))
    expect(readFileSync(path ?? '', 'utf8').split('\n').length - 1).toBe(50_000)
  })
})
