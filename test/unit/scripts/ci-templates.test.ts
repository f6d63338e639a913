import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { REPOSITORY, readAction, readGitlabJobs } from '../../helpers/ci-templates.ts'

// What can be said of the templates without GitHub and GitLab; test/e2e/ci.test.ts runs the action's main step.
const { inputs, runs } = readAction()
const scripts = runs.steps.flatMap(({ name, run }) => (run === undefined ? [] : [[name, run] as const]))
const job = readGitlabJobs()['.safe-npm']

function shellProblems(script: string): string {
  return spawnSync('sh', ['-n'], { input: script, encoding: 'utf8' }).stderr
}

it('notices what is no shell', () => {
  expect(shellProblems('if true; then')).not.toBe('')
})

it.each([
  ...scripts,
  ['GitLab', [...(job?.before_script ?? []), ...(job?.script ?? [])].join('\n')] as const,
])('the shell of "%s" is shell', (_, script) => {
  expect(script).toContain('$SAFE_NPM_')
  expect(shellProblems(script)).toBe('')
  for (const [, file] of script.matchAll(/\$SAFE_NPM_(?:ACTION|CHECKOUT)\/([\w./-]+)"/g))
    expect(existsSync(`${REPOSITORY}${file}`)).toBe(true)
})

it('puts no input into a script: a value must not become shell', () => {
  for (const [, script] of scripts) expect(script).not.toContain('${{')
})

it('names no input that there is not, and every step has what it needs', () => {
  const text = readFileSync(`${REPOSITORY}action.yml`, 'utf8')
  const used = [...text.matchAll(/inputs\.([\w-]+)/g)].map(([, name]) => name ?? '')
  expect([...new Set(used)].sort()).toEqual(Object.keys(inputs).sort())
  expect(runs.using).toBe('composite')
  for (const { uses, run, shell } of runs.steps) {
    expect((uses === undefined) !== (run === undefined)).toBe(true)
    if (run !== undefined) expect(shell).toBe('sh')
    if (uses !== undefined) expect(uses).toMatch(/^[\w./-]+@v\d+$/)
  }
})

it('shows a workflow and a job that are YAML, with inputs that there are', () => {
  const page = readFileSync(`${REPOSITORY}docs/ci.md`, 'utf8')
  const blocks = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => parse(text ?? ''))
  expect(blocks.length).toBeGreaterThan(0)
  const steps = blocks.flatMap((block) =>
    Object.values(block?.jobs ?? {}).flatMap(
      (one) => (one as { steps: { uses?: string; with?: object }[] }).steps,
    ),
  )
  const ours = steps.filter(({ uses }) => uses?.includes('safe-npm'))
  expect(ours.length).toBeGreaterThan(0)
  for (const { with: given } of ours)
    for (const name of Object.keys(given ?? {})) expect(Object.keys(inputs)).toContain(name)
})
