import { basename, sep } from 'node:path'
import type { ScanReport } from '../../model/index.ts'
import type { FoundNpm } from '../../npm/find-npm.ts'
import type { AtTheDoor } from '../../npm/npm-door.ts'
import { type ScriptPolicy, scriptPlaces, scriptRules } from '../../npm/script-rules.ts'
import type { SeenTree } from '../../npm/tree-packages.ts'
import { type ApprovalPlace, approvalLine } from '../../report/approval-line.ts'
import { approvalsOf } from '../../verdict/approvals.ts'
import { columnsOf, terminalStyle } from '../terminal.ts'

interface Installed {
  readonly door: AtTheDoor
  readonly npm: FoundNpm
  readonly seen: SeenTree
  readonly report: ScanReport
}

let told = false

/**
 * What is to be said when npm is done, of scripts that were watched clean and that npm has not run (npm 12); null when
 * there is nothing. npm ends by itself, so it is a line and no question. Where scripts run all the same (npm 11), an
 * installation that is all right is worth one line of ours and no second.
 */
export async function approvalNotice({ door, npm, seen, report }: Installed): Promise<(() => void) | null> {
  const { allowScripts, dangerouslyAllowAllScripts, ignoreScripts } = door.options
  const rules = scriptRules(npm)
  if (rules === null || dangerouslyAllowAllScripts || ignoreScripts) return null
  const place = placeOf(door)
  const policy = (allowScripts ?? null) as ScriptPolicy
  const approvals = approvalsOf(report, scriptPlaces(door.tree, seen, rules, policy))
  const options = { columns: columnsOf('stderr'), style: await terminalStyle('stderr') }
  const line = approvalLine(approvals, place, options)
  if (line === null) return null
  const tell = () => {
    if (!told) process.stderr.write(`${line}\n`)
    told = true
  }
  if (place.kind === 'npx') return tell // what npx starts may never end
  return () =>
    process.once('exit', (code) => {
      if (code === 0) tell() // after npm's own list
    })
}

function placeOf({ arborist, options }: AtTheDoor): ApprovalPlace {
  if (options.global === true) return { kind: 'global' }
  const npxCache = options.npxCache
  return typeof npxCache === 'string' && arborist.path.startsWith(`${npxCache}${sep}`)
    ? { kind: 'npx', key: basename(arborist.path) }
    : { kind: 'project' }
}
