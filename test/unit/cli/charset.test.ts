import { afterEach, describe, expect, it, vi } from 'vitest'
import { showsUnicode } from '../../../src/cli/charset.ts'
import { allowsColour, terminalStyle } from '../../../src/cli/terminal.ts'

describe('showsUnicode', () => {
  it.each([
    [{ LANG: 'C.UTF-8' }, true],
    [{ LANG: 'de_DE.utf8' }, true],
    [{ LANG: 'C' }, false],
    [{ LC_ALL: 'POSIX', LANG: 'en_US.UTF-8' }, false],
    [{ LC_ALL: '', LC_CTYPE: 'en_US.UTF-8', LANG: 'C' }, true],
    [{ LC_CTYPE: 'C', LANG: 'en_US.UTF-8' }, false],
    [{ LANG: 'de_DE.ISO-8859-1' }, false],
    [{ LANG: 'C.UTF-8', TERM: 'linux' }, false],
    [{ LANG: 'C.UTF-8', TERM: 'xterm-256color' }, true],
    [{}, true],
  ])('%j is %s', (env, expected) => {
    expect(showsUnicode(env)).toBe(expected)
  })
})

describe('allowsColour', () => {
  it.each([
    [{}, true],
    [{ NO_COLOR: '' }, true],
    [{ NO_COLOR: '1' }, false],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true],
  ])('%j is %s', (env, expected) => {
    expect(allowsColour(env)).toBe(expected)
  })
})

describe('terminalStyle', () => {
  const { isTTY } = process.stdout
  afterEach(() => {
    process.stdout.isTTY = isTTY
    vi.unstubAllEnvs()
  })

  it('of a terminal with NO_COLOR paints nothing', async () => {
    process.stdout.isTTY = true
    vi.stubEnv('FORCE_COLOR', undefined)
    vi.stubEnv('NO_COLOR', '1')
    expect((await terminalStyle('stdout')).red('x')).toBe('x')
  })
})
