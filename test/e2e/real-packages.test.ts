import { expect, test } from 'vitest'
import type { ScanReport } from '../../src/model/index.ts'
import { dscaJson, safeNpm } from '../helpers/cli.ts'
import { nodeHeaders } from '../helpers/machine-npm.ts'
import { run } from '../helpers/run.ts'
import { createWorld, type World } from '../helpers/world.ts'

// Over the registry that this machine's npm is configured for.
function realWorld(): Promise<World> {
  const headers = nodeHeaders()
  return createWorld({ registry: 'machine', env: headers === null ? {} : { npm_config_nodedir: headers } })
}

/** Package, and an expression that is true when it works. */
const CLEAN: readonly (readonly [name: string, works: string])[] = [
  ['is-number', 'require("is-number")(5)'],
  ['express', 'typeof require("express")().listen === "function"'],
  [
    'esbuild',
    'require("esbuild").transformSync("let x: number = 1", { loader: "ts" }).code.includes("let x = 1")',
  ],
  ['core-js', 'typeof require("core-js/actual/array/group-by") === "function"'],
  ['bcrypt', 'require("bcrypt").compareSync("x", require("bcrypt").hashSync("x", 4))'],
  ['lefthook', 'require("fs").existsSync("node_modules/lefthook/bin/index.js")'],
  ['@swc/core', 'require("@swc/core").transformSync("const x = 1").code.includes("x = 1")'],
  ['argon2', 'typeof require("argon2").hash === "function"'],
  ['es5-ext', 'typeof require("es5-ext/string/#/contains") === "function"'],
  ['msgpackr-extract', 'typeof require("msgpackr-extract").extractStrings === "function"'],
]

test.each(CLEAN)('%s is clean, works, and starts no sandbox the second time', async (name, works) => {
  await using world = await realWorld()
  const first = await safeNpm(world, ['install', name, '--strict'])
  expect(first.code, first.stderr).toBe(0)
  expect(first.report).toMatchObject({ verdict: 'clean' })
  expect(first.report?.findings.filter(({ severity }) => severity !== 'info')).toEqual([])
  const check = await run(process.execPath, ['-e', `if (!(${works})) process.exit(1)`], {
    cwd: world.project,
    env: world.env,
  })
  expect(check.code, check.stderr).toBe(0)

  expect(await world.npm('uninstall', name)).toMatchObject({ code: 0 })
  const second = await safeNpm(world, ['install', name, '--strict'])
  expect(second.code, second.stderr).toBe(0)
  expect(second.report).toMatchObject({ engine: null, verdict: 'clean' })
})

/** With install scripts and without; several thousand files, and natively built ones. */
const TWENTY = [
  ...['esbuild', 'core-js', 'bcrypt', 'lefthook', '@swc/core', 'argon2', 'es5-ext', 'msgpackr-extract'],
  ...['express', 'react', 'lodash', 'typescript', 'axios', 'commander', 'chalk', 'zod', 'uuid', 'debug'],
  ...['protobufjs', 'husky'],
]

test('in the traffic of twenty clean packages no credential is found', async () => {
  await using world = await realWorld()
  const { code, json, stderr } = await dscaJson<ScanReport>(world, ['scan', ...TWENTY])
  expect(code, stderr).toBe(0)
  expect(json).toMatchObject({ verdict: 'clean', capture: { complete: true, dropped: 0 } })
  expect(json.packages.filter(({ direct }) => direct)).toHaveLength(TWENTY.length)
  expect(json.findings.filter((one) => one.code === 'canary-sent')).toEqual([])
})

/** Spec, package, script and the one host it downloads from. */
const DOWNLOADS: readonly (readonly [spec: string, name: string, script: string, host: string])[] = [
  ['cypress', 'cypress', 'postinstall', 'download.cypress.io'],
  ['@sentry/cli@1.77.3', '@sentry/cli', 'install', 'downloads.sentry-cdn.com'],
]

test.each(DOWNLOADS)('%s is suspicious with exactly its download host', async (spec, name, script, host) => {
  await using world = await realWorld()
  const { code, json, stderr } = await dscaJson<ScanReport>(world, ['scan', spec])
  expect(code, stderr).toBe(100)
  expect(json.verdict).toBe('suspicious')
  const suspicious = json.findings.filter(({ severity }) => severity === 'suspicious')
  expect([...new Set(suspicious.map((finding) => finding.host))]).toEqual([host])
  for (const finding of suspicious) expect(finding).toMatchObject({ package: name, script })
})
