import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'

// The last line of .ci/run: a run that died must not look like one that passed.
const SCRIPT = fileURLToPath(new URL('../../../scripts/sum-tests.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'sum-tests-'))
afterAll(() => rmSync(folder, { recursive: true }))

const file = (name: string, status: string, tests: readonly string[]) => ({
  name,
  status,
  message: status === 'failed' ? 'it broke' : '',
  assertionResults: tests.map((result, index) => ({ status: result, fullName: `${name} ${index}` })),
})
const result = (...files: readonly ReturnType<typeof file>[]) => {
  const all = files.flatMap(({ assertionResults }) => assertionResults)
  const numPassedTests = all.filter(({ status }) => status === 'passed').length
  return JSON.stringify({ numPassedTests, testResults: files })
}

const ok = result(file('a', 'passed', ['passed', 'passed']))
const CASES: readonly (readonly [what: string, results: readonly string[], line: string, code: number])[] = [
  ['one file', [ok], '2 passed, 0 failed', 0],
  ['two runs are added', [ok, ok], '4 passed, 0 failed', 0],
  ['a failed test', [result(file('a', 'failed', ['passed', 'failed']))], '1 passed, 1 failed', 1],
  ['a file that could not be loaded', [result(file('a', 'failed', []))], '0 passed, 1 failed', 1],
  ['a hook that failed after its tests', [result(file('a', 'failed', ['passed']))], '1 passed, 1 failed', 1],
  ['a run that wrote nothing', [ok, ''], '2 passed, 1 failed', 1],
  ['no test at all', [result()], '0 passed, 0 failed', 1],
]

test.each(CASES)('%s', (what, results, line, code) => {
  const files = results.map((text, index) => {
    const path = join(folder, `${what} ${index}.json`)
    writeFileSync(path, text)
    return path
  })
  const { stdout, status } = spawnSync(process.execPath, [SCRIPT, ...files], { encoding: 'utf8' })
  expect(stdout.trimEnd().split('\n').at(-1)).toBe(line)
  expect(status).toBe(code)
})
