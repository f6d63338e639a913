import { expect, it } from 'vitest'
import { width } from '../../../src/report/layout.ts'
import { noEngineLines } from '../../../src/report/no-engine.ts'

const ENGINES = [
  { name: 'bubblewrap', detail: 'not installed', fix: 'sudo apt-get install bubblewrap tcpdump' },
  { name: 'docker', detail: 'permission denied on /var/run/docker.sock', fix: null },
]

it('says of each engine why it does not work, and what to type', () => {
  expect(noEngineLines(ENGINES, { columns: 80, program: 'safe-npm' })).toEqual([
    'safe-npm: no sandbox works on this machine (exit 103)',
    '  bubblewrap  not installed',
    '              sudo apt-get install bubblewrap tcpdump',
    '  docker      permission denied on /var/run/docker.sock',
    '  More: dsca doctor',
    '  This once without a watch: --safe-skip (recorded in the history)',
  ])
})

it('offers nothing to skip where nothing is installed', () => {
  expect(noEngineLines(ENGINES, { columns: 80, program: 'dsca' }).join('\n')).not.toContain('--safe-skip')
})

it.each([60, 80])('fits into %d columns, but for the line to type, which is never broken', (columns) => {
  const detail = `no user namespaces: ${'one word after another '.repeat(20)}`
  const fix = `sudo ${'x'.repeat(90)}`
  const lines = noEngineLines([{ name: 'bubblewrap', detail, fix }], { columns, program: 'safe-npm' })
  expect(lines.filter((line) => width(line) > columns)).toEqual([`              ${fix}`])
})

it('lets nothing from outside move the cursor', () => {
  const evil = 'a\x1b[2J\nb\u202e'
  const text = noEngineLines([{ name: evil, detail: evil, fix: evil }], {
    columns: 80,
    program: 'dsca',
  }).join('')
  expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u)
})
