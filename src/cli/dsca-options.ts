import type { Options } from 'yargs'
import { UsageError } from './error.ts'
import { describeFlagProblem } from './flag-problem.ts'
import { type OwnFlags, takeOwnFlags } from './own-flags.ts'

/** Options of every dsca command: safe-npm's own without the prefix. */
export const GLOBAL_OPTIONS = {
  engine: { type: 'string', describe: 'Sandbox: auto, bubblewrap or docker', requiresArg: true },
  history: { type: 'string', describe: 'The history: a file, or postgres://…', requiresArg: true },
  policy: { type: 'string', describe: 'File of rules about who may contact whom', requiresArg: true },
  timeout: { type: 'string', describe: 'Seconds that scripts may run (300)', requiresArg: true },
  json: { type: 'boolean', default: false, describe: 'Print JSON and nothing else on stdout' },
} as const satisfies Record<string, Options>

/** For commands that watch. */
export const WATCH_OPTIONS = {
  strict: { type: 'boolean', default: false, describe: 'Never ask; everything that is not clean fails' },
  report: {
    type: 'string',
    array: true,
    describe: 'Write the scan to this file (.html, .json, .pcapng, .sarif); repeatable',
    requiresArg: true,
  },
  deep: {
    type: 'boolean',
    default: false,
    describe: 'Watch again in CI or out of it, and at another date',
  },
  linger: {
    type: 'string',
    describe: 'Seconds to wait for processes that stay behind (0 to 10)',
    requiresArg: true,
  },
} as const satisfies Record<string, Options>

export interface GlobalArguments {
  readonly engine?: string | undefined
  readonly history?: string | undefined
  readonly policy?: string | undefined
  readonly timeout?: string | undefined
  readonly json: boolean
}

interface WatchArguments extends GlobalArguments {
  readonly strict?: boolean | undefined
  readonly report?: readonly string[] | undefined
  readonly linger?: string | undefined
  readonly deep?: boolean | undefined
}

/** The same checks and the same SAFE_NPM_… variables as safe-npm's own flags. Throws a UsageError. */
export function settingsOf(
  given: WatchArguments,
  env: Readonly<Record<string, string | undefined>> = process.env,
): OwnFlags {
  // yargs makes a list of an option that is given twice: each flag is checked, the last one counts.
  const flags = (name: string, value: string | readonly string[] | undefined): string[] =>
    value === undefined ? [] : [value].flat().map((one) => `--safe-${name}=${one}`)
  const typed = [
    ...flags('engine', given.engine),
    ...flags('history', given.history),
    ...flags('policy', given.policy),
    ...flags('timeout', given.timeout),
    ...flags('linger', given.linger),
    ...flags('report', given.report),
    ...(given.strict === true ? ['--strict'] : []),
    ...(given.deep === true ? ['--safe-deep'] : []),
  ]
  // There is nothing to skip here: a variable that is meant for safe-npm must not stop dsca.
  const { own, problems } = takeOwnFlags(typed, { ...env, SAFE_NPM_SKIP: undefined })
  const [problem] = problems
  if (problem === undefined) return own
  const sentence = describeFlagProblem({ ...problem, flag: problem.flag.replace(/^--safe-/, '--') })
  throw new UsageError(sentence, 'dsca --help lists the options')
}
