import type { Approval } from '../../model/index.ts'
import { type ApprovalChange, approveScripts } from '../../npm/approve-scripts.ts'
import { pinsOnDisk, type ScriptRules } from '../../npm/script-rules.ts'
import type { Scanned } from './scan.ts'

/** What came of the proposals. */
export interface WrittenApprovals {
  readonly changes: readonly ApprovalChange[]
  readonly notThere: readonly string[]
  readonly refused: readonly string[]
  readonly toRun: readonly string[]
}

/** Has npm write what is proposed, and nothing else. */
export async function writeApprovals(
  approvals: readonly Approval[],
  { npm, loaded }: Pick<Scanned, 'npm' | 'loaded'>,
  rules: ScriptRules,
  env: NodeJS.ProcessEnv,
): Promise<WrittenApprovals> {
  const proposed = pinsOf(approvals.filter(({ unproposed }) => unproposed === null))
  const actual = await loaded.arborist({ ...loaded.options, path: loaded.prefix }).loadActual()
  const onDisk = pinsOnDisk(actual, rules)
  const wanted = proposed.filter((pin) => onDisk.has(pin))
  const notThere = proposed.filter((pin) => !onDisk.has(pin))
  if (wanted.length === 0) return { changes: [], notThere, refused: [], toRun: [] }
  const names = new Set(approvals.filter(({ pin }) => wanted.includes(pin ?? '')).map(({ name }) => name))
  // npm takes the other pins of a package for stale unless it is told of them too.
  const standing = pinsOf(approvals.filter((one) => one.standing === 'approved' && names.has(one.name)))
  const pins = [...wanted, ...standing.filter((pin) => onDisk.has(pin))]
  const changes = await approveScripts(npm, pins, { folder: loaded.prefix, env })
  const added = new Set(changes.filter(({ change }) => change === 'added').map(({ key }) => key))
  return {
    changes,
    notThere,
    refused: wanted.filter((pin) => !added.has(pin)),
    toRun: rules.blocks ? wanted.filter((pin) => added.has(pin)) : [],
  }
}

function pinsOf(approvals: readonly Approval[]): string[] {
  return approvals.flatMap(({ pin }) => pin ?? [])
}
