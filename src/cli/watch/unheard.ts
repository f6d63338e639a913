import type { Finding, Verdict } from '../../model/index.ts'
import { unheardLines } from '../../report/policy-note.ts'
import { decide } from '../../verdict/decide.ts'
import type { LoadedPolicy } from './policy.ts'

/** Only where it would have changed something: rules that nobody trusted are else nobody's business. */
export function unheardText({ unheard }: LoadedPolicy, { findings }: Verdict): string {
  if (unheard === null) return ''
  const allowed = (list: readonly Finding[]) => list.filter((one) => one.allowed === true).length
  const more = allowed(decide(findings, unheard.ifTrusted).findings) > allowed(findings)
  return more
    ? unheardLines(unheard.sources)
        .map((line) => `${line}\n`)
        .join('')
    : ''
}
