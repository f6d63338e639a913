import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makePackage } from './fixtures.ts'
import type { LoopbackRegistry } from './registry.ts'
import type { World } from './world.ts'

// What the tests of script approvals install: one that builds something, one that phones, one for other platforms.
const BUILDS = { postinstall: "node -e \"require('fs').writeFileSync('built','')\"" }
const SAYS = `#!/usr/bin/env node
console.log(require('fs').existsSync(require('path').join(__dirname, 'built')))
`

export const MIXED = {
  name: 'project',
  version: '1.0.0',
  dependencies: { 'tidy-build': '1.0.0', 'looks-up': '1.0.0', plain: '1.0.0' },
  optionalDependencies: { 'for-others': '1.0.0' },
}
export const CLEAN = { name: 'project', version: '1.0.0', dependencies: { 'tidy-build': '1.0.0' } }
export const LINE = 'safe-npm  1 script did nothing outside; approve it: dsca approve --write'

export async function publishScripted(registry: LoopbackRegistry): Promise<void> {
  const make = (name: string, more: object = {}) =>
    makePackage({ name, version: '1.0.0', scripts: BUILDS, ...more }, { 'bin.js': SAYS })
  await registry.publish(
    make('tidy-build'),
    make('tidy-build', { version: '2.0.0' }),
    make('says-built', { bin: { 'says-built': 'bin.js' } }),
    make('for-others', { os: ['aix'] }),
    ...['looks-up', 'hangs', 'plain'],
  )
}

export function manifestOf(world: World): Record<string, unknown> {
  return JSON.parse(readFileSync(join(world.project, 'package.json'), 'utf8'))
}

export function isBuilt(world: World): boolean {
  return existsSync(join(world.project, 'node_modules/tidy-build/built'))
}
