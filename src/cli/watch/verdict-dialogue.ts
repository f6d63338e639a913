import type { History } from '../../history/history.ts'
import type { Finding, Policy } from '../../model/index.ts'
import type { Examination } from '../../pipeline/examine.ts'
import { createPolicy } from '../../policy/policy.ts'
import { blockedLines, closingLine, letThroughLines } from '../../report/ci-lines.ts'
import { detailLines } from '../../report/details.ts'
import { findingBox } from '../../report/finding-box.ts'
import { decide } from '../../verdict/decide.ts'
import { whoAmI } from '../decide.ts'
import { exitCodeFor } from '../exit-codes.ts'
import type { OwnFlags } from '../own-flags.ts'
import { previousWatches } from '../previous.ts'
import { askUntilDecided, canAsk } from '../prompt.ts'
import { columnsOf, terminalStyle } from '../terminal.ts'
import type { LoadedPolicy } from './policy.ts'
import { SENSOR_VERSION } from './session.ts'
import { hasRecorded } from './surviving-history.ts'
import { unheardText } from './unheard.ts'

/** Whether npm may go on, and the exit code when it may not. */
export type Answered =
  | { readonly goOn: true; readonly outcome: 'installed' }
  | { readonly goOn: false; readonly exitCode: number; readonly outcome: 'blocked' | 'declined' }

interface Asked {
  readonly examination: Examination
  readonly own: OwnFlags
  readonly history: History
  readonly loaded: LoadedPolicy
  readonly write: (text: string) => void
  /** To the history, when it is blocked: what is said last says whether that came off. */
  readonly record: (outcome: 'blocked') => Promise<void>
}

/** A verdict that is not clean: said, asked where somebody can answer, blocked everywhere else. */
export async function answerVerdict(asked: Asked): Promise<Answered> {
  const { examination, own } = asked
  const { kind } = examination.verdict
  asked.write(unheardText(asked.loaded, examination.verdict))
  if (own.strict) return refuse(asked, 'strict')
  if (own.yes && isMerelySuspicious(examination)) {
    asked.write(`${letThroughLines(examination.report, own.timeout).join('\n')}\n`)
    await remember(asked, 'once')
    return { goOn: true, outcome: 'installed' }
  }
  if (!canAsk()) return refuse(asked, 'no-terminal')
  const style = await terminalStyle('stderr')
  const { report } = examination
  const context = { platform: report.platform, sensor: SENSOR_VERSION }
  const previous = await previousWatches({
    report,
    history: asked.history,
    policy: asked.loaded.policy,
    context,
  })
  const options = { columns: columnsOf('stderr'), style, timeout: own.timeout, now: Date.now(), previous }
  asked.write(`${findingBox(examination.report, options).join('\n')}\n`)
  const answer = await askUntilDecided({
    always: allowable(examination).length > 0,
    showDetails: () =>
      asked.write(
        `${detailLines(examination.report, { ...options, outputs: examination.outputs }).join('\n')}\n`,
      ),
  })
  switch (answer) {
    case 'no':
      return {
        goOn: false,
        exitCode: exitCodeFor({ kind: 'not-installed', verdict: kind, because: 'answered-no' }),
        outcome: 'declined',
      }
    case 'once':
    case 'always':
      await remember(asked, answer)
      return { goOn: true, outcome: 'installed' }
  }
}

/** A verdict has one name; what could not be seen stands beside it, and `--safe-yes` does not answer that. */
function isMerelySuspicious({ verdict }: Examination): boolean {
  return (
    verdict.kind === 'suspicious' && !verdict.findings.some(({ severity }) => severity === 'inconclusive')
  )
}

async function refuse(
  { examination, own, history, write, record }: Asked,
  because: 'strict' | 'no-terminal',
): Promise<Answered> {
  const exitCode = exitCodeFor({ kind: 'not-installed', verdict: examination.verdict.kind, because })
  const options = { exitCode, timeout: own.timeout }
  write(`${blockedLines(examination.report, options).join('\n')}\n`)
  let recorded = false
  try {
    await record('blocked')
    recorded = hasRecorded(history)
  } finally {
    write(`${closingLine(examination.report, { ...options, recorded })}\n`)
  }
  return { goOn: false, exitCode, outcome: 'blocked' }
}

/** Findings that a rule "this package may contact this host" answers. */
function allowable({ verdict }: Examination): Finding[] {
  return verdict.findings.filter(
    (one) =>
      one.severity === 'suspicious' && one.allowed !== true && one.package !== null && placeOf(one) !== null,
  )
}

function placeOf({ host, address }: Finding): string | null {
  return host ?? address ?? null
}

async function remember(
  { examination, history, loaded: { policy } }: Asked,
  scope: 'once' | 'always',
): Promise<void> {
  const pairs = new Map(
    allowable(examination).map((one) => [JSON.stringify([one.package, placeOf(one)]), one]),
  )
  for (const one of pairs.values()) {
    const rule = {
      effect: 'allow' as const,
      package: one.package ?? '',
      host: placeOf(one) ?? '',
      reason: null,
    }
    // A rule that would not excuse the finding is worth nothing: a name that cannot be written as one stays a question.
    if (decide([one], withRule(policy, rule)).kind !== 'clean') continue
    await history.decide({ ...rule, scope, who: whoAmI(), when: Date.now(), scanId: examination.report.id })
  }
}

function withRule(policy: Policy, rule: Policy['rules'][number]): Policy {
  try {
    return { ...policy, rules: createPolicy([...policy.rules, rule]).rules }
  } catch {
    return { rules: [] }
  }
}
