import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { EXPLAINED } from '../../../src/report/explain/lookup.ts'

const page = new URL('../../../scripts/findings/page.js', import.meta.url)
const { findingsPage } = (await import(page.href)) as { findingsPage: (explained: unknown) => string }

it('docs/findings.md is what the texts say; if not: npm run docs:findings', () => {
  const written = readFileSync(new URL('../../../docs/findings.md', import.meta.url), 'utf8')
  expect(findingsPage(EXPLAINED)).toBe(written)
  for (const { code } of EXPLAINED) expect(written).toMatch(new RegExp(`<a id="(exit-)?${code}"></a>`))
})
