import type { History } from '../../history/history.ts'
import type { Policy, PolicySource } from '../../model/index.ts'
import { createPolicy } from '../../policy/policy.ts'
import type { OwnFlags } from '../own-flags.ts'
import { policyPlaces } from '../policy/places.ts'

export interface LoadedPolicy {
  readonly policy: Policy
  /** `--strict` was typed, or a policy demands it. */
  readonly strict: boolean
  /** Files whose allows do not count for want of trust, and what would count if they did. Null where that is the same. */
  readonly unheard: { readonly ifTrusted: Policy; readonly sources: readonly PolicySource[] } | null
}

/** What people decided before, and the policy files: the one that is named, the user's own, the project's. */
export async function loadPolicy(
  history: History,
  own: Pick<OwnFlags, 'policy' | 'strict'>,
  projects: readonly string[],
): Promise<LoadedPolicy> {
  const places = policyPlaces(own.policy, projects)
  if (places.length === 0)
    return { policy: createPolicy(await history.rules()), strict: own.strict, unheard: null }
  // By far most projects have none, and pay for a look.
  const [{ readSources }, { composePolicy }, { inRange }] = await Promise.all([
    import('../policy/sources.ts'),
    import('../../policy/compose.ts'),
    import('../../policy/versions.ts'),
  ])
  const sources = await readSources(history, places)
  const { policy, strict, ifTrusted } = composePolicy({
    sources,
    strict: own.strict,
    now: Date.now(),
    inRange,
  })
  const silent = sources.filter(({ trust }) => trust !== 'trusted')
  return { policy, strict, unheard: ifTrusted === null ? null : { ifTrusted, sources: silent } }
}
