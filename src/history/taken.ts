import type { Finding, VerdictKind } from '../model/index.ts'
import { HistoryError } from './error.ts'
import type { SharedVerdict } from './history.ts'

const WORST_FIRST = ['malicious', 'suspicious', 'inconclusive'] as const

/** What a list of scans shows of a package that was taken in. */
export function toldVerdict(findings: readonly Finding[]): VerdictKind {
  return WORST_FIRST.find((one) => findings.some(({ severity }) => severity === one)) ?? 'clean'
}

export function contradiction({ key: { name, version }, inert }: SharedVerdict): HistoryError {
  const [said, known] = inert ? ['nothing in it runs', 'something does'] : ['it has scripts', 'it has none']
  return new HistoryError(
    'import-contradicts',
    `the import says of ${name}@${version} that ${said}, and it is known here that ${known}`,
    'Nothing was taken in. Whoever made the file is mistaken, or worse',
  )
}
