import { userInfo } from 'node:os'
import type { Decision } from '../history/history.ts'
import type { PolicyRule } from '../model/index.ts'
import { escapeText } from '../report/escape.ts'
import type { GlobalArguments } from './dsca-options.ts'
import { settingsOf } from './dsca-options.ts'

export interface DecideArguments extends GlobalArguments {
  readonly package: string
  readonly host: string
  readonly reason?: string | undefined
}

/** Who decided: the login name, as the system has it. */
export function whoAmI(): string {
  try {
    return userInfo().username
  } catch {
    return process.env.USER ?? 'unknown'
  }
}

function whoMay({ effect, package: name }: PolicyRule): string {
  if (name === '*') return effect === 'allow' ? 'Every package may' : 'No package may'
  return `${escapeText(name, 120)} ${effect === 'allow' ? 'may' : 'may not'}`
}

/** Records a rule that holds from now on. Says what it means, and where it is written. */
export async function recordRule(effect: PolicyRule['effect'], given: DecideArguments): Promise<void> {
  const [{ withHistory }, { print, printJson }, { parsePolicyRule }] = await Promise.all([
    import('./open-history.ts'),
    import('./output.ts'),
    import('../policy/rule.ts'),
  ])
  const rule = parsePolicyRule({ effect, package: given.package, host: given.host, reason: given.reason })
  const decision: Decision = { ...rule, scope: 'always', who: whoAmI(), when: Date.now(), scanId: null }
  const place = await withHistory(settingsOf(given).history, async (history) => {
    await history.decide(decision)
    return history.place
  })
  if (given.json) return printJson(decision)
  const where = rule.host === '*' ? 'any host' : escapeText(rule.host, 260)
  print([`${whoMay(rule)} contact ${where} from now on.`, `Recorded in ${escapeText(place, 300)}`])
}
