import { existsSync } from 'node:fs'
import { changeLines, diffLines } from '../../report/setup-text.ts'
import type { Style } from '../../report/style.ts'
import { EXIT } from '../exit-codes.ts'
import { print, printJson } from '../output.ts'
import { terminalStyle } from '../terminal.ts'
import { applySetup, applyUndo } from './apply.ts'
import { type Change, type Changed, kindOf } from './change.ts'
import { planSetup, type Where } from './plan.ts'
import type { Shell } from './shell-scripts.ts'
import { shellsHere } from './shells-here.ts'
import { NO_STATE, readState } from './state.ts'
import { planUndo } from './undo.ts'
import { whereWeAre } from './where.ts'

interface Given {
  readonly undo: boolean
  readonly dryRun: boolean
  readonly shell?: readonly Shell[] | undefined
  readonly json: boolean
}

export async function runSetup(given: Given): Promise<void> {
  const where = whereWeAre()
  const style = await terminalStyle('stdout')
  const { changes, changed } = given.undo ? undo(given, where) : setUp(given, where)
  const failed = changed.some(({ change }) => change === 'failed')
  const exitCode = failed ? EXIT.fault : 0
  if (given.json) {
    printJson({ exitCode, dryRun: given.dryRun, undo: given.undo, shims: where.paths.shims, files: changed })
  } else if (given.dryRun) {
    const isOurs = new Set(changes.filter(({ ours }) => ours === true).map(({ path }) => path))
    print(
      changeLines(
        changed.filter(({ path }) => isOurs.has(path)),
        where.home,
        style,
      ),
    )
    print(changes.filter(({ path }) => !isOurs.has(path)).flatMap((change) => diffLines(change, style)))
  } else {
    print(changeLines(changed, where.home, style))
    print(lastLines(given, changed, failed, style))
  }
  process.exitCode = exitCode
}

interface Done {
  readonly changes: readonly Change[]
  readonly changed: readonly Changed[]
}

function setUp(given: Given, where: Where): Done {
  const old = readState(where.paths.setupState) ?? NO_STATE
  const shells = given.shell ?? shellsHere({ ...where, exists: existsSync })
  const plan = planSetup([...new Set(shells)], where, old)
  const changes = [...plan.own, ...plan.startFiles]
  return { changes, changed: given.dryRun ? foreseen(changes) : applySetup(plan, where, old) }
}

function undo(given: Given, where: Where): Done {
  const old = readState(where.paths.setupState)
  const changes = planUndo(where, old ?? NO_STATE)
  return { changes, changed: given.dryRun ? foreseen(changes) : applyUndo(where, old) }
}

function foreseen(changes: readonly Change[]): readonly Changed[] {
  return changes.map((change) => ({ path: change.path, change: kindOf(change) }))
}

function lastLines(given: Given, changed: readonly Changed[], failed: boolean, style: Style): string[] {
  if (failed)
    return ['', 'Not everything could be changed: see above. dsca setup --undo takes back the rest.']
  if (given.undo) {
    return changed.length === 0
      ? ['Nothing was set up.']
      : ['', 'Undone. Shells that are open keep it until they end.']
  }
  return ['', `Open a new shell, then: ${style.cyan('dsca doctor')}`]
}
