import { expect, it } from 'vitest'
import { writtenLines } from '../../../src/report/approval-written.ts'

const NOTHING = { changes: [], notThere: [], refused: [], toRun: [] }
const options = { columns: 80 }

it('says what npm changed, in its words, and what is left to do', () => {
  const changes = [
    { key: 'a@1.0.0', change: 'added' },
    { key: 'a@0.9.0', change: 'removed-stale' },
  ]
  expect(writtenLines({ ...NOTHING, changes, toRun: ['a@1.0.0'] }, options)).toEqual([
    'npm wrote into package.json:',
    '  added a@1.0.0',
    '  removed-stale a@0.9.0',
    'They have not run yet:',
    '  safe-npm rebuild a@1.0.0',
  ])
})

it('says what was not written, and why', () => {
  expect(writtenLines({ ...NOTHING, notThere: ['a@1.0.0'], refused: ['b@1.0.0'] }, options)).toEqual([
    'Nothing was written into package.json.',
    'npm approves only what is installed, which is not: a@1.0.0. First:',
    '  safe-npm install',
    'npm left these as they were, because an entry denies them: b@1.0.0',
  ])
})
