import { expect, it } from 'vitest'
import type { Approval } from '../../../src/model/index.ts'
import { approvalLine } from '../../../src/report/approval-line.ts'
import { PLAIN_STYLE } from '../../../src/report/style.ts'

const approval = (name: string, change: Partial<Approval> = {}): Approval => ({
  name,
  version: '1.0.0',
  scripts: ['postinstall'],
  did: 'clean',
  hosts: [],
  standing: 'open',
  pin: `${name}@1.0.0`,
  unproposed: null,
  ...change,
})
const options = { columns: 80, style: PLAIN_STYLE }

it('says in one line what may be approved, and where', () => {
  const clean = [approval('a'), approval('b', { scripts: ['install', 'postinstall'] })]
  const place = { kind: 'project' } as const
  expect(approvalLine(clean, place, options)).toBe(
    'safe-npm  3 scripts did nothing outside; approve them: dsca approve --write',
  )
  expect(approvalLine([approval('a')], place, options)).toBe(
    'safe-npm  1 script did nothing outside; approve it: dsca approve --write',
  )
  expect(approvalLine(clean, { kind: 'global' }, options)).toContain(
    'run them: add --allow-scripts=a@1.0.0,b@1.0.0',
  )
  expect(approvalLine([approval('a')], { kind: 'npx', key: '0a1b' }, options)).toContain(
    'run it: npm cache npx rm 0a1b, then add --allow-scripts=a@1.0.0',
  )
})

it('goes on below where the line is too long for the terminal, and keeps what is to be copied whole', () => {
  const pin = 'p'.repeat(80)
  const text = approvalLine([approval('a', { pin })], { kind: 'global' }, { ...options, columns: 60 })
  expect(text).toBe(`safe-npm  1 script did nothing outside;\n          run it: add --allow-scripts=${pin}`)
})

it('has no line when there is nothing to propose', () => {
  const rows = [approval('a', { standing: 'approved', unproposed: 'approved' })]
  expect(approvalLine(rows, { kind: 'project' }, options)).toBeNull()
})
