import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

// A rule that nobody has seen fail may forbid nothing. A small copy of the layout, one bad import for each rule.
const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Rule, the file that breaks it, what that file imports. */
const PLANTED: readonly (readonly [rule: string, file: string, imports: string])[] = [
  ['no-circular', 'src/shared/chicken.ts', './egg.ts'],
  ['pure-does-no-io', 'src/decode/reads-disk.ts', 'node:fs'],
  ['pure-only-imports-pure', 'src/verdict/asks-npm.ts', '../npm/ok.ts'],
  ['model-imports-nothing', 'src/model/knows-tree.ts', '../tree/ok.ts'],
  ['tree-arrows', 'src/tree/knows-decode.ts', '../decode/ok.ts'],
  ['decode-arrows', 'src/decode/knows-policy.ts', '../policy/ok.ts'],
  ['analysis-arrows', 'src/analysis/knows-verdict.ts', '../verdict/ok.ts'],
  ['policy-arrows', 'src/policy/knows-verdict.ts', '../verdict/ok.ts'],
  ['verdict-arrows', 'src/verdict/knows-report.ts', '../report/ok.ts'],
  ['report-arrows', 'src/report/knows-decode.ts', '../decode/ok.ts'],
  ['sandbox-stands-alone', 'src/sandbox/knows-gateway.ts', '../gateway/ok.ts'],
  ['gateway-stands-alone', 'src/gateway/knows-npm.ts', '../npm/ok.ts'],
  ['npm-stands-alone', 'src/npm/knows-history.ts', '../history/ok.ts'],
  ['history-stands-alone', 'src/history/knows-verdict.ts', '../verdict/ok.ts'],
  ['survey-stands-alone', 'src/survey/knows-sandbox.ts', '../sandbox/ok.ts'],
  ['shared-knows-nothing', 'src/shared/knows-model.ts', '../model/ok.ts'],
  ['pipeline-wires-nothing', 'src/pipeline/knows-sqlite.ts', '../history/sqlite/ok.ts'],
  ['nobody-imports-cli', 'src/pipeline/knows-cli.ts', '../cli/ok.ts'],
  ['vendor-better-sqlite3', 'src/history/leaks-sqlite.ts', 'better-sqlite3'],
  ['vendor-dockerode', 'src/sandbox/leaks-docker.ts', 'dockerode'],
  ['vendor-pg', 'src/history/leaks-pg.ts', 'pg'],
  ['vendor-pg-boss', 'src/survey/leaks-pg-boss.ts', 'pg-boss'],
  ['no-tests-in-src', 'src/cli/knows-tests.ts', '../../test/helpers/ok.ts'],
  ['no-dev-dependency-in-src', 'src/cli/knows-vitest.ts', 'vitest'],
  ['not-to-unresolvable', 'src/cli/knows-nothing.ts', './absent.ts'],
]

/** Imports that the rules must let through. */
const ALLOWED: readonly (readonly [file: string, imports: string])[] = [
  ['src/history/sqlite/uses-sqlite.ts', 'better-sqlite3'],
  ['src/survey/local/uses-sqlite.ts', 'better-sqlite3'],
  ['src/decode/hashes.ts', 'node:crypto'],
  ['src/analysis/reads-events.ts', '../decode/ok.ts'],
  ['src/cli/wires.ts', '../sandbox/ok.ts'],
  ['src/sandbox/reads-clock.ts', '../shared/ok.ts'],
]

interface Violation {
  readonly from: string
  readonly rule: { readonly name: string; readonly severity: string }
}

interface Summary {
  readonly violations: readonly Violation[]
  readonly ruleSetUsed: { readonly forbidden: readonly { readonly name: string }[] }
}

const folder = mkdtempSync(join(tmpdir(), 'layers-'))
let violations: readonly Violation[] = []
let rules: readonly string[] = []

function write(file: string, content: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true })
  writeFileSync(join(folder, file), content)
}

function plantLayout(): void {
  for (const file of ['.dependency-cruiser.js', 'tsconfig.json']) cpSync(join(ROOT, file), join(folder, file))
  const dependencies = { 'better-sqlite3': '1.0.0', dockerode: '1.0.0', pg: '1.0.0', 'pg-boss': '1.0.0' }
  write(
    'package.json',
    JSON.stringify({ type: 'module', dependencies, devDependencies: { vitest: '1.0.0' } }),
  )
  for (const name of [...Object.keys(dependencies), 'vitest']) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }))
    write(`node_modules/${name}/index.js`, '')
  }
  const layers = [...PLANTED, ...ALLOWED.map(([file]) => ['', file] as const)].map(([, file]) =>
    dirname(file),
  )
  for (const layer of [...layers, 'src/model', 'src/npm', 'src/gateway', 'test/helpers', 'bin']) {
    write(`${layer}/ok.ts`, 'export const ok = true\n')
  }
  write('src/shared/egg.ts', "export * from './chicken.ts'\n")
  for (const [, file, imports] of PLANTED) write(file, `export * from '${imports}'\n`)
  for (const [file, imports] of ALLOWED) write(file, `export * from '${imports}'\n`)
}

beforeAll(() => {
  plantLayout()
  const program = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
  const args = [program, '--config', '.dependency-cruiser.js', '--output-type', 'json', 'src', 'bin', 'test']
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
  if (!stdout.startsWith('{')) throw new Error(`dependency-cruiser: ${stderr}`)
  const { summary } = JSON.parse(stdout) as { summary: Summary }
  violations = summary.violations
  rules = summary.ruleSetUsed.forbidden.map(({ name }) => name)
})
afterAll(() => rmSync(folder, { recursive: true }))

test.each(PLANTED)('%s forbids what %s imports: %s', (rule, file) => {
  const names = violations.filter(({ from }) => from === file).map(({ rule: { name } }) => name)
  expect(names).toContain(rule)
})

test.each(ALLOWED)('%s may import %s', (file) => {
  expect(violations.filter(({ from }) => from === file)).toEqual([])
})

test('a violation is an error, and every rule has been seen failing', () => {
  expect(violations.filter(({ rule }) => rule.severity !== 'error')).toEqual([])
  expect(PLANTED.map(([rule]) => rule).sort()).toEqual([...rules].sort())
})
