import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import Module, { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { guardNested } from '../../../src/npm/nested.ts'

const host = Module as unknown as { _load: unknown }
const original = host._load
let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'nested-'))
  for (const folder of ['npm', 'npm-other']) {
    mkdirSync(join(root, folder))
    writeFileSync(
      join(root, folder, 'set-path.js'),
      "module.exports = (p, b, env) => { env.PATH = 'bin:' + env.PATH; return env }",
    )
    writeFileSync(
      join(root, folder, 'set-envs.js'),
      "module.exports = ({ env }) => { env.npm_execpath = 'npm' }",
    )
  }
})
afterEach(() => {
  host._load = original
  rmSync(root, { recursive: true })
})

it("puts the shims before npm's own folders, and names our program; only for npm's own modules", () => {
  guardNested(join(root, 'npm'), { shims: '/s', npmCli: '/ours/npm-cli.js' })
  const results = ['npm', 'npm-other'].map((folder) => {
    const load = createRequire(join(root, folder, 'main.js'))
    const env: Record<string, string> = { PATH: '/x:/s:/y' }
    load('./set-envs.js')({ env })
    load('./set-path.js')('/p', null, env)
    return env
  })
  expect(results).toEqual([
    { PATH: '/s:bin:/x:/y', npm_execpath: '/ours/npm-cli.js' },
    { PATH: 'bin:/x:/s:/y', npm_execpath: 'npm' },
  ])
})
