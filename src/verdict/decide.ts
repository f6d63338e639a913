import type { Finding, FindingCode, Policy, Verdict } from '../model/index.ts'
import { matchPolicy } from '../policy/match.ts'
import { verdictKind } from './kind.ts'

/** What a watch means under a policy. The same findings and the same policy give the same verdict, always. */
export function decide(findings: readonly Finding[], policy: Policy): Verdict {
  const decided = findings.map((finding) => decideOne(finding, policy))
  return { kind: verdictKind(decided), findings: decided }
}

function decideOne(finding: Finding, policy: Policy): Finding {
  // What an earlier policy said of it is not what this one says.
  const { allowed: _, ...bare } = finding
  if (policy.forbidden?.includes(finding.code) === true) {
    // No rule excuses it; what is worse than suspicious stays what it is.
    return finding.severity === 'info' ? { ...bare, severity: 'suspicious' } : bare
  }
  if (!policySpeaksOf(finding.code)) return bare
  const { effect } = matchPolicy(policy, finding)
  switch (finding.severity) {
    case 'suspicious':
      return effect === 'allow' ? { ...bare, allowed: true } : bare
    case 'info':
      return effect === 'deny' ? { ...bare, severity: 'suspicious' } : bare
    case 'malicious':
    case 'inconclusive':
      return bare
  }
}

/** Whether "this package may contact this host" answers it. A leak of credentials is no question of the host. */
function policySpeaksOf(code: FindingCode): boolean {
  switch (code) {
    case 'foreign-lookup':
    case 'foreign-contact':
    case 'foreign-source':
    case 'unattributed-traffic':
    case 'registry-read':
      return true
    case 'registry-write':
    case 'canary-sent':
    case 'canary-read':
    case 'file-changed':
    case 'file-deleted':
    case 'package-changed':
    case 'manifest-mismatch':
    case 'process-survived':
    case 'script-failed':
    case 'malformed-traffic':
    case 'watch-incomplete':
      return false
  }
}
