import type { Finding, PackageIdentity, VerdictKind } from '../model/index.ts'

/** Worst first. */
const PRECEDENCE = ['malicious', 'suspicious', 'inconclusive'] as const

/** The worst of what is not allowed; clean when nothing is left. */
export function verdictKind(findings: readonly Finding[]): VerdictKind {
  return worstOf(findings.filter((one) => one.allowed !== true).map((one) => one.severity))
}

export function worstVerdict(kinds: readonly VerdictKind[]): VerdictKind {
  return worstOf(kinds)
}

function worstOf(said: readonly string[]): VerdictKind {
  return PRECEDENCE.find((kind) => said.includes(kind)) ?? 'clean'
}

/**
 * A package's part of the verdict, from decided findings. What belongs to no package (a lost packet, traffic of an
 * unknown process) may be the doing of any package that ran in the box: `watched` says that this one did.
 */
export function packageVerdict(
  findings: readonly Finding[],
  { name, version }: Pick<PackageIdentity, 'name' | 'version'>,
  watched = true,
): VerdictKind {
  return verdictKind(
    findings.filter((one) =>
      one.package === null ? watched : one.package === name && one.version === version,
    ),
  )
}
