import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { homeRelative, quoteFish, quotePosix, quotePowerShell } from '../../../../src/cli/setup/quote.ts'
import { blockLines, initScripts } from '../../../../src/cli/setup/shell-scripts.ts'
import { shimFiles, shimText } from '../../../../src/cli/setup/shims.ts'

const SHIMS = "/home/o'neil $HOME `x`/shims"
const scripts = initScripts(SHIMS)

it('quotes for each shell', () => {
  expect(quotePosix("a'b$c")).toBe("'a'\\''b$c'")
  expect(quoteFish("a'b\\c")).toBe("'a\\'b\\\\c'")
  expect(quotePowerShell('a\u2019b$c')).toBe("'a\u2019\u2019b$c'")
  expect(homeRelative('/h/u/x', '/h/u', quotePosix)).toBe(`"$HOME"'/x'`)
  expect(homeRelative('/h/user/x', '/h/u', quotePosix)).toBe("'/h/user/x'")
})

const first = (path: string) => {
  const set = `PATH=${quotePosix(path)}`
  return execFileSync('/bin/sh', ['-euc', `${set}\n${scripts['init.sh']}\nprintf %s "$PATH"`], {
    encoding: 'utf8',
  })
}

it.each([
  ['first already', `${SHIMS}:/bin`, `${SHIMS}:/bin`],
  ['alone', SHIMS, SHIMS],
  ['absent, and there is no such folder', '/bin:/usr/bin', '/bin:/usr/bin'],
])('init.sh, PATH: %s', (_what, path, expected) => {
  expect(first(path)).toBe(expected)
})

it.each([
  ['absent', '/bin:/usr/bin', '/tmp:/bin:/usr/bin'],
  ['later', '/bin:/tmp:/usr/bin', '/tmp:/bin:/usr/bin'],
  ['twice, side by side, and last', '/bin:/tmp:/tmp:/usr/bin:/tmp', '/tmp:/bin:/usr/bin'],
  ['empty entries, which are the current folder', ':/bin::/tmp:', '/tmp::/bin::'],
  ['a folder whose name goes on', '/tmp/x:/bin', '/tmp:/tmp/x:/bin'],
  ['empty', '', '/tmp'],
])('init.sh puts the folder first: %s', (_what, path, expected) => {
  const script = `PATH='${path}'\n${initScripts('/tmp')['init.sh']}\nprintf %s "$PATH"`
  expect(execFileSync('/bin/sh', ['-euc', script], { encoding: 'utf8' })).toBe(expected)
})

it('PowerShell gets its own words', () => {
  const shims = '/h/u/shims'
  expect(initScripts(shims)['init.ps1']).toContain(`$SafeNpmShims = '${shims}'`)
  expect(blockLines('powershell', "/h/o'n/init.ps1", '/h').at(-1)).toBe(
    "if (Test-Path -LiteralPath '/h/o''n/init.ps1') { . '/h/o''n/init.ps1' }",
  )
})

it('the shim starts node with our program, and every argument as it is', () => {
  expect(shimText('/p/safe-npm.js', '/s')).toContain(
    `program='/p/safe-npm.js'\nif [ -f "$program" ]; then exec node "$program" "$@"; fi`,
  )
  expect(Object.keys(shimFiles('/bin', '/s', 'linux'))).toEqual(['npm', 'npx'])
  const windows = shimFiles('C:\\a%b', 'C:\\s', 'win32')
  expect(windows['npm.cmd']).toContain('node "C:\\a%%b\\safe-npm.js" %*')
})
