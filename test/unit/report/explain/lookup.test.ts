import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { EXIT } from '../../../../src/cli/exit-codes.ts'
import { EXPLAINED, explained } from '../../../../src/report/explain/lookup.ts'

const DOCS = new URL('../../../../docs/', import.meta.url)

/** The codes as they are documented for other programs: another list than the one that the compiler checks. */
function documentedCodes(): string[] {
  const schema = JSON.parse(readFileSync(new URL('schema/scan.schema.json', DOCS), 'utf8'))
  return schema.$defs.finding.properties.code.enum
}

function documentedFaults(): string[] {
  const row = /`watch-incomplete` \|.*?one of ((`[a-z-]+`,? ?)+)/.exec(
    readFileSync(new URL('json.md', DOCS), 'utf8'),
  )
  return [...(row?.[1] ?? '').matchAll(/`([a-z-]+)`/g)].map(([, code]) => code ?? '')
}

it('explains every finding, every fault and every exit code, and nothing else', () => {
  const faults = documentedFaults()
  expect(faults.length).toBeGreaterThan(5)
  const codes = [...documentedCodes(), ...faults, ...Object.values(EXIT).map(String)]
  expect(EXPLAINED.map(({ code }) => code).sort()).toEqual(codes.sort())
})

it.each(EXPLAINED)('$code says what it means, what causes it and what to do', (one) => {
  for (const text of [one.title, one.means, one.causes, one.todo]) {
    expect(text.length).toBeGreaterThan(10 * Number(text !== one.title))
    expect(text).toMatch(/^[\x20-\x7e]+$/)
  }
  expect(one.todo).toMatch(/`|\?|Do not/)
})

it.each([
  ['foreign-lookup', 'foreign-lookup'],
  [' Foreign-Lookup ', 'foreign-lookup'],
  ['100', '100'],
  ['exit 100', '100'],
  ['exit code 103', '103'],
  ['script-timeout', 'script-timeout'],
  ['constructor', null],
  ['', null],
  ['99', null],
])('%j is %j', (typed, code) => {
  expect(explained(typed)?.code ?? null).toBe(code)
})
