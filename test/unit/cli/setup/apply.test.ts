import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { applySetup, applyUndo } from '../../../../src/cli/setup/apply.ts'
import { planSetup } from '../../../../src/cli/setup/plan.ts'
import { SHELLS, type Shell } from '../../../../src/cli/setup/shell-scripts.ts'
import { NO_STATE, readState } from '../../../../src/cli/setup/state.ts'
import { whereWeAre } from '../../../../src/cli/setup/where.ts'
import { treeHash } from '../../../helpers/tree-hash.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'setup-'))
})
afterEach(() => rmSync(home, { recursive: true }))

const at = (name: string) => join(home, name)
const where = () => whereWeAre({}, home)
const setUp = (shells: readonly Shell[] = SHELLS) => {
  const old = readState(where().paths.setupState) ?? NO_STATE
  return applySetup(planSetup(shells, where(), old), where(), old)
}
const undo = () => applyUndo(where(), readState(where().paths.setupState))

it.each([
  ['a bare home', () => {}],
  [
    'bytes that are no text, and no final newline',
    () => writeFileSync(at('.zshrc'), Buffer.from([0xff, 0xfe, 0x41])),
  ],
  ['an empty file', () => writeFileSync(at('.bashrc'), '')],
  [
    'a mode of its own',
    () => {
      writeFileSync(at('.bashrc'), 'a\r\n')
      chmodSync(at('.bashrc'), 0o600)
    },
  ],
  [
    'start files that are links',
    () => {
      mkdirSync(at('dotfiles'))
      writeFileSync(at('dotfiles/zshrc'), 'x')
      symlinkSync('dotfiles/zshrc', at('.zshrc'))
    },
  ],
])('undone to the byte: %s', (_what, make) => {
  make()
  const before = treeHash(home)
  setUp(['bash'])
  setUp()
  expect(setUp().every(({ change }) => change === 'unchanged')).toBe(true)
  expect(undo().some(({ change }) => change === 'failed')).toBe(false)
  expect(treeHash(home)).toEqual(before)
})

it('leaves links links', () => {
  writeFileSync(at('real'), 'x\n')
  symlinkSync('real', at('.zshrc'))
  setUp()
  expect(lstatSync(at('.zshrc')).isSymbolicLink()).toBe(true)
  expect(readFileSync(at('real'), 'utf8')).toContain('safe-npm setup')
})

it('keeps what was written around the block and into made files and folders meanwhile', () => {
  writeFileSync(at('.bashrc'), 'above')
  setUp()
  writeFileSync(at('.bashrc'), `mine\n${readFileSync(at('.bashrc'), 'utf8')}below\n`)
  writeFileSync(at('.zshrc'), `${readFileSync(at('.zshrc'), 'utf8')}mine\n`)
  writeFileSync(at('.config/fish/config.fish'), 'mine\n')
  const changed = undo()
  expect(changed.find(({ path }) => path === at('.bashrc'))?.detail).toContain('edited')
  expect(readFileSync(at('.bashrc'), 'utf8')).toBe('mine\nabove\nbelow\n')
  expect(readFileSync(at('.zshrc'), 'utf8')).toBe('mine\n')
  expect(Object.keys(treeHash(home))).toContain('.config/fish/config.fish')
})

it('finds blocks without the record', () => {
  setUp()
  rmSync(where().paths.setupState)
  undo()
  expect(readFileSync(at('.zshrc'), 'utf8')).toBe('')
})

it('tells of a file that cannot be changed, and changes the others', () => {
  mkdirSync(at('.config'))
  writeFileSync(at('.config/fish'), 'not a folder')
  const changed = setUp(['zsh', 'fish'])
  expect(changed.find(({ path }) => path.endsWith('safe-npm.fish'))?.change).toBe('failed')
  expect(changed.find(({ path }) => path === at('.zshrc'))?.change).toBe('created')
})
