import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { safeNpm } from '../helpers/cli.ts'
import { makePackage } from '../helpers/fixtures.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { createWorld } from '../helpers/world.ts'

// THREATS C1, C2: what acts only in CI, or only after a date.
const asks = (condition: string, host: string) =>
  `if (${condition}) require('node:dns').lookup('${host}', () => {})\n`
const MONTH = 30 * 86_400_000

const PACKAGES = [
  makePackage(
    { name: 'only-in-ci', version: '1.0.0', scripts: { postinstall: 'node setup.js' } },
    { 'setup.js': asks('process.env.CI', 'only-in-ci.example') },
  ),
  makePackage(
    { name: 'only-later', version: '1.0.0', scripts: { postinstall: 'node setup.js' } },
    { 'setup.js': asks(`Date.now() > ${Date.now() + MONTH}`, 'only-later.example') },
  ),
  makePackage(
    { name: 'only-both', version: '1.0.0', scripts: { postinstall: 'node setup.js' } },
    { 'setup.js': asks(`process.env.CI && new Date() > ${Date.now() + MONTH}`, 'only-both.example') },
  ),
]

let registry: LoopbackRegistry
beforeAll(async () => {
  registry = await startRegistry()
  await registry.publish(...PACKAGES)
})
afterAll(() => registry[Symbol.asyncDispose]())

/** Where the tests themselves run in CI, the box would too. */
const OUT_OF_CI = { CI: '', GITHUB_ACTIONS: '', GITLAB_CI: '', CONTINUOUS_INTEGRATION: '' }

test.each([
  ['only-in-ci', 'in CI'],
  ['only-later', '397 days from now'],
  ['only-both', 'in CI, 397 days from now'],
])('%s is clean here and now, and not %s', async (name, condition) => {
  await using world = await createWorld({ registry })
  const here = await safeNpm(world, ['install', '--strict', name], { env: OUT_OF_CI })
  expect(here.code, here.stderr).toBe(0)

  await rm(join(world.project, 'node_modules'), { recursive: true })

  // It is known by now, and watched all the same.
  const deep = await safeNpm(world, ['install', '--strict', '--safe-deep', name], {
    env: OUT_OF_CI,
  })
  expect(deep.code, deep.stderr).toBe(100)
  const found = deep.report?.findings.filter(({ code }) => code === 'foreign-lookup')
  expect(found).toMatchObject([
    { host: `${name}.example`, package: name, script: 'postinstall', phase: 'install', condition },
  ])
  expect(deep.stderr).toContain(`only ${condition}`)
})
