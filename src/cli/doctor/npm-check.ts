import { createRequire } from 'node:module'
import { join } from 'node:path'
import { findNpm } from '../../npm/find-npm.ts'
import type { DoctorCheck } from './check.ts'

/** What the door stands in front of. */
const METHODS = ['reify', 'rebuild', 'buildIdealTree', 'loadActual'] as const

/** The npm that safe-npm would run, and whether its door can be guarded. */
export const npmCheck: DoctorCheck = {
  kind: 'other',
  name: 'npm',
  run: async ({ env }) => {
    const npm = findNpm(env.PATH ?? '', process.execPath)
    const name = `npm ${npm.version}`
    const fromNpm = createRequire(join(npm.root, 'package.json'))
    const { version } = fromNpm('@npmcli/arborist/package.json') as { version: string }
    const { prototype } = fromNpm('@npmcli/arborist') as { prototype: Record<string, unknown> }
    const missing = METHODS.filter((method) => typeof prototype[method] !== 'function')
    if (missing.length === 0)
      return { name, status: 'ok', detail: `its door can be guarded (Arborist ${version})` }
    const detail = `Arborist ${version} has no ${missing.join(', ')}: nothing can be guarded`
    return { name, status: 'fail', detail, fix: 'npm install -g npm@11' }
  },
}
