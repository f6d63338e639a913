import { escapeText } from '../report/escape.ts'
import { type FlagProblem, LINGER_MAX, REPORT_ENDINGS, TIMEOUT_MAX } from './own-flags.ts'

const FLAGS =
  '--strict --safe-engine --safe-report --safe-history --safe-policy --safe-timeout --safe-linger --safe-yes --safe-skip --safe-deep'

/** What a flag or variable takes, by the last part of its name. */
const EXPECTED: Readonly<Record<string, string>> = {
  engine: 'auto, bubblewrap or docker',
  report: `a file that ends in ${REPORT_ENDINGS.join(', ')}`,
  history: 'a path, or postgres://…',
  policy: 'a file',
  timeout: `seconds, 1 to ${TIMEOUT_MAX}`,
  linger: `seconds, 0 to ${LINGER_MAX}`,
  strict: '1 or 0',
  yes: '1 or 0',
  skip: '1 or 0',
  deep: '1 or 0',
}

function expected(flag: string): string {
  const name = flag.replace(/^--(safe-)?|^SAFE_NPM_/, '').toLowerCase()
  return (Object.hasOwn(EXPECTED, name) ? EXPECTED[name] : undefined) ?? 'another value'
}

/** One sentence for a flag that was typed wrong, and what would be right. */
export function describeFlagProblem(problem: FlagProblem): string {
  const flag = escapeText(problem.flag, 60)
  const value = escapeText(problem.value ?? '', 80)
  switch (problem.code) {
    case 'unknown-flag':
      return `${flag} is no flag of safe-npm. There are: ${FLAGS}`
    case 'missing-value':
      return `${flag} needs a value: ${expected(problem.flag)}`
    case 'bad-value':
      return `${flag} cannot be '${value}'. It takes ${expected(problem.flag)}`
    case 'unexpected-value':
      return `${flag} takes no value ('${value}')`
    case 'contradiction':
      return `${flag} and ${value} contradict each other: leave one out`
  }
}
