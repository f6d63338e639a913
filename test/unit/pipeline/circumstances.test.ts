import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { otherCircumstances } from '../../../src/pipeline/circumstances.ts'
import type { HostFacts } from '../../../src/pipeline/watch-plan.ts'

const envAfter = (index: number, env: Record<string, string>): Record<string, string> => {
  const facts = { setup: { env } } as unknown as HostFacts
  return { ...otherCircumstances(env)[index]?.apply(facts).setup.env }
}

it('tries CI where there is none, and none where there is one', () => {
  const names = (env: Record<string, string>) => otherCircumstances(env).map(({ name }) => name)
  expect(names({})).toEqual(['in CI', '397 days from now', 'in CI, 397 days from now'])
  expect(names({ GITLAB_CI: 'true' })[0]).toBe('outside of CI')
  expect(envAfter(0, { HOME: '/home/ann' })).toMatchObject({ CI: 'true', HOME: '/home/ann' })
  expect(envAfter(0, { CI: '1', GITHUB_ACTIONS: 'true', HOME: '/home/ann' })).toEqual({ HOME: '/home/ann' })
})

it.each([
  ['Date.now()', 'Date.now()'],
  ['new Date()', 'new Date().getTime()'],
  ['Date()', 'new Date(Date()).getTime()'],
  [
    'a date that a child sees',
    "+require('child_process').execFileSync(process.execPath, ['-p', 'Date.now()'])",
  ],
])('%s is more than a year ahead', (_what, code) => {
  const env = envAfter(1, { PATH: process.env.PATH ?? '' })
  const time = Number(execFileSync(process.execPath, ['-p', code], { env, encoding: 'utf8' }))
  const days = (time - Date.now()) / 86_400_000
  expect(days).toBeGreaterThan(397)
  expect(days).toBeLessThan(398)
})

it('a date that is named is that date, and a date is a Date', () => {
  const env = envAfter(1, { NODE_OPTIONS: '--no-warnings' })
  const code = `[new Date(0).toISOString(), new Date() instanceof Date, Date.UTC(2030, 0), typeof Date.parse]`
  const printed = execFileSync(process.execPath, ['-p', `JSON.stringify(${code})`], { env, encoding: 'utf8' })
  expect(JSON.parse(printed)).toEqual(['1970-01-01T00:00:00.000Z', true, Date.UTC(2030, 0), 'function'])
})
