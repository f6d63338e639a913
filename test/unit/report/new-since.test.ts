import { describe, expect, it } from 'vitest'
import { findingBox } from '../../../src/report/finding-box.ts'
import { behaviourIn, compareBehaviour, newSinceTexts } from '../../../src/report/new-since.ts'
import { PLAIN_STYLE } from '../../../src/report/style.ts'
import { EVIL, STEALER } from './samples.ts'

const DAY = 86_400_000
const NOTHING = { scripts: [], commands: {}, hosts: [] }
const NOW = { scripts: ['postinstall'], commands: { postinstall: 'node setup.js' }, hosts: ['a.example'] }

it('what a package did in a scan', () => {
  expect(behaviourIn(STEALER, 'left-padd', '1.3.1')).toEqual({
    scripts: ['postinstall'],
    commands: { postinstall: 'node setup.js' },
    hosts: ['metrics.left-padd.example'],
  })
  expect(behaviourIn(STEALER, 'left-padd', '1.3.0')).toEqual(NOTHING)
})

describe('compareBehaviour', () => {
  it.each([
    [
      'everything is new since nothing',
      NOTHING,
      { scripts: ['postinstall'], changed: [], hosts: ['a.example'] },
    ],
    ['nothing is new since the same', NOW, { scripts: [], changed: [], hosts: [] }],
    [
      'another command',
      { ...NOW, commands: { postinstall: 'node a.js' } },
      { scripts: [], changed: [{ script: 'postinstall', was: 'node a.js' }], hosts: [] },
    ],
    [
      'a command that is not known is not called changed',
      { ...NOW, commands: {} },
      { scripts: [], changed: [], hosts: [] },
    ],
    [
      'what is gone is not new',
      { ...NOW, scripts: ['install', 'postinstall'], hosts: ['a.example', 'b.example'] },
      { scripts: [], changed: [], hosts: [] },
    ],
  ])('%s', (_, before, changes) => {
    expect(compareBehaviour(NOW, before)).toEqual(changes)
  })

  it('is not led astray by the names of scripts', () => {
    const odd = { ...NOTHING, scripts: ['constructor'] }
    expect(compareBehaviour(odd, odd)).toEqual({ scripts: [], changed: [], hosts: [] })
  })
})

describe('newSinceTexts', () => {
  const previous = { version: '1.3.0', watchedAt: 0, scripts: ['postinstall'], findings: 1 }
  const changes = { scripts: [], changed: [], hosts: [] }

  it.each([
    [{ ...previous, scripts: [], findings: 0, changes: { ...changes, scripts: ['install'] } }, []],
    [{ ...previous, changes }, ['no script and no host is new']],
    [previous, []],
    [
      { ...previous, changes: { ...changes, scripts: ['install'], hosts: ['b.example'] } },
      ['new: script install, host b.example'],
    ],
    [
      { ...previous, changes: { ...changes, changed: [{ script: 'postinstall', was: 'node a.js' }] } },
      ['postinstall was: node a.js'],
    ],
    [
      { ...previous, changes: { ...changes, hosts: ['a', 'b', 'c', 'd', 'e', 'f'] } },
      ['new: host a, host b, host c, host d, 2 more'],
    ],
  ])('%j', (one, expected) => {
    expect(newSinceTexts(one, 12 * DAY).slice(1)).toEqual(expected)
  })

  it('says which version, when, and what it did', () => {
    expect(newSinceTexts(previous, 12 * DAY)[0]).toBe('1.3.0 (watched 12 days ago: postinstall; 1 finding)')
  })

  it('escapes', () => {
    const evil = { scripts: [EVIL], changed: [{ script: EVIL, was: EVIL }], hosts: [EVIL] }
    const text = newSinceTexts({ ...previous, version: EVIL, scripts: [EVIL], changes: evil }, 0).join('')
    expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  })

  it('stands in the box, in one row', () => {
    const one = { ...previous, changes: { ...changes, hosts: ['metrics.left-padd.example'] } }
    const box = findingBox(STEALER, {
      columns: 80,
      style: PLAIN_STYLE,
      now: 12 * DAY,
      previous: new Map([['left-padd@1.3.1', one]]),
    })
    const at = box.indexOf('    new since      1.3.0 (watched 12 days ago: postinstall; 1 finding)')
    expect(box[at + 1]).toBe('                   new: host metrics.left-padd.example')
  })
})
