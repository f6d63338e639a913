import { existsSync, realpathSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { hasBlock } from '../setup/block.ts'
import { readBytes } from '../setup/file-edit.ts'
import { isProgram } from '../setup/shells-here.ts'
import { readState } from '../setup/state.ts'
import { whereWeAre } from '../setup/where.ts'
import type { CheckResult, DoctorCheck } from './check.ts'

const NAME = 'set up'
const NPM = process.platform === 'win32' ? 'npm.cmd' : 'npm'

/** Whether npm is ours in shells that are opened from now on, and in this one. */
export const setupCheck: DoctorCheck = {
  kind: 'other',
  name: NAME,
  run: async ({ env, home }) => {
    const where = whereWeAre(env, home)
    const state = readState(where.paths.setupState)
    if (state === null) {
      const detail = 'npm is guarded only when you type safe-npm'
      return { name: NAME, status: 'warn', detail, fix: 'dsca setup' }
    }
    const shim = join(where.paths.shims, NPM)
    return judge({
      shimIsOurs: readBytes(shim)?.includes(join(where.bin, 'safe-npm.js')) === true,
      withoutBlock: state.files.map(({ path }) => path).filter((path) => !hasBlock(readBytes(path) ?? '')),
      shells: [...new Set(state.files.map(({ shell }) => shell))],
      isFirst: firstNpm(env.PATH ?? '') === real(where.paths.shims),
    })
  },
}

interface Facts {
  /** The shim is there, and starts the safe-npm that this dsca belongs to. */
  readonly shimIsOurs: boolean
  readonly withoutBlock: readonly string[]
  readonly shells: readonly string[]
  /** The first npm on this program's own PATH is the shim. */
  readonly isFirst: boolean
}

export function judge({ shimIsOurs, withoutBlock, shells, isFirst }: Facts): CheckResult {
  const name = NAME
  if (!shimIsOurs) {
    const detail = 'the shim of npm is missing, or belongs to another safe-npm'
    return { name, status: 'fail', detail, fix: 'dsca setup' }
  }
  if (withoutBlock.length > 0) {
    const detail = `what was set up is no longer in ${withoutBlock.join(', ')}`
    return { name, status: 'warn', detail, fix: 'dsca setup' }
  }
  const list = shells.join(', ')
  if (isFirst) return { name, status: 'ok', detail: `npm and npx are guarded (${list})` }
  const detail = `for ${list}; but not in this shell, where another npm comes first on PATH`
  return { name, status: 'warn', detail, fix: 'exec "$SHELL"' }
}

/** The folder of the npm that a shell finds, without links. */
function firstNpm(path: string): string | null {
  const folder = path.split(delimiter).find((one) => one !== '' && isProgram(join(one, NPM)))
  return folder === undefined ? null : real(folder)
}

function real(path: string): string {
  return existsSync(path) ? realpathSync(path) : path
}
