// Takes our own flags off a command line of npm. On the start-up path of every npm command: imports nothing.

/** Values of our flags, each from the command line, else from its SAFE_NPM_… variable, else the default. */
export interface OwnFlags {
  /** Never ask, block on everything that is not clean. */
  readonly strict: boolean
  readonly engine: 'auto' | 'bubblewrap' | 'docker'
  readonly reports: readonly string[]
  /** Path or `postgres://…`; null: the user's own history. */
  readonly history: string | null
  readonly policy: string | null
  /** Seconds for scripts. */
  readonly timeout: number
  /** Seconds to wait for processes that outlive the installation. */
  readonly linger: number
  /** Answer yes to suspicious, never to malicious. `strict` wins over it. */
  readonly yes: boolean
  /** This once without a watch. */
  readonly skip: boolean
  /** Watch again in CI or out of it, and at another date, whatever is known. */
  readonly deep: boolean
}

/** Something of ours that was typed wrong: exit code 104. The sentence is in flag-problem.ts. */
export interface FlagProblem {
  readonly code: 'unknown-flag' | 'missing-value' | 'bad-value' | 'unexpected-value' | 'contradiction'
  /** `--safe-timeout` or `SAFE_NPM_TIMEOUT` (hostile when unknown). */
  readonly flag: string
  readonly value: string | null
}

export interface TakenFlags {
  readonly own: OwnFlags
  /** What npm gets: what was typed minus our flags, everything else exactly as it was. */
  readonly rest: string[]
  readonly problems: FlagProblem[]
}

/** Endings of `--safe-report` files that can be written. */
export const REPORT_ENDINGS: readonly string[] = ['.html', '.json', '.pcapng', '.sarif']

export const TIMEOUT_DEFAULT = 300
export const TIMEOUT_MAX = 86_400
export const LINGER_DEFAULT = 10
export const LINGER_MAX = 10

type Environment = Readonly<Record<string, string | undefined>>
type Draft = { -readonly [Key in keyof OwnFlags]: OwnFlags[Key] }
/** Puts a value into the draft; false when it is not acceptable. */
type Setter = (draft: Draft, value: string) => boolean

const PREFIX = '--safe-'
const NEGATED_PREFIX = '--no-safe-'

function seconds(value: string, min: number, max: number): number | null {
  if (!/^\d{1,6}(\.\d{1,3})?$/.test(value)) return null
  const number = Number(value)
  return number >= min && number <= max ? number : null
}

function isEngine(value: string): value is OwnFlags['engine'] {
  return value === 'auto' || value === 'bubblewrap' || value === 'docker'
}

const WITH_VALUE: Readonly<Record<string, Setter>> = {
  engine: (draft, value) => {
    if (!isEngine(value)) return false
    draft.engine = value
    return true
  },
  report: (draft, value) => {
    if (!REPORT_ENDINGS.some((ending) => value.length > ending.length && value.endsWith(ending))) return false
    draft.reports = [...draft.reports, value]
    return true
  },
  history: (draft, value) => {
    draft.history = value
    return value !== ''
  },
  policy: (draft, value) => {
    draft.policy = value
    return value !== ''
  },
  timeout: (draft, value) => {
    draft.timeout = seconds(value, 1, TIMEOUT_MAX) ?? draft.timeout
    return seconds(value, 1, TIMEOUT_MAX) !== null
  },
  linger: (draft, value) => {
    draft.linger = seconds(value, 0, LINGER_MAX) ?? draft.linger
    return seconds(value, 0, LINGER_MAX) !== null
  },
}

const SWITCHES: Readonly<Record<string, (draft: Draft, on: boolean) => void>> = {
  strict: (draft, on) => {
    draft.strict = on
  },
  yes: (draft, on) => {
    draft.yes = on
  },
  skip: (draft, on) => {
    draft.skip = on
  },
  deep: (draft, on) => {
    draft.deep = on
  },
}

const TRUE = new Set(['1', 'true', 'yes', 'on'])
const FALSE = new Set(['0', 'false', 'no', 'off'])

/** An empty variable is one that is not set, as npm has it. */
function takeEnvironment(env: Environment, draft: Draft, problems: FlagProblem[]): void {
  for (const [name, set] of Object.entries(WITH_VALUE)) {
    const flag = `SAFE_NPM_${name.toUpperCase()}`
    const value = env[flag]
    if (value && !set(draft, value)) problems.push({ code: 'bad-value', flag, value })
  }
  for (const [name, set] of Object.entries(SWITCHES)) {
    const flag = `SAFE_NPM_${name.toUpperCase()}`
    const value = env[flag]?.toLowerCase()
    if (!value) continue
    if (TRUE.has(value)) set(draft, true)
    else if (FALSE.has(value)) set(draft, false)
    else problems.push({ code: 'bad-value', flag, value: env[flag] ?? '' })
  }
}

interface Reader {
  readonly draft: Draft
  readonly problems: FlagProblem[]
  /** `reports` still holds what the environment said. */
  reportsFromEnvironment: boolean
}

/** `--safe-timeout=9` and `--safe-timeout 9`; `value` is null when none was given. */
function givenValue(
  argv: readonly string[],
  at: number,
): { flag: string; value: string | null; took: number } {
  const argument = argv[at] ?? ''
  const equals = argument.indexOf('=')
  if (equals >= 0) return { flag: argument.slice(0, equals), value: argument.slice(equals + 1), took: 1 }
  const next = argv[at + 1]
  // The next argument may be npm's own flag or the end of flags: better to ask than to swallow it.
  if (next === undefined || next.startsWith('-')) return { flag: argument, value: null, took: 1 }
  return { flag: argument, value: next, took: 2 }
}

/** Reads our flag at `argv[at]` and returns how many arguments it took. */
function takeFlag(argv: readonly string[], at: number, reader: Reader): number {
  const { flag, value, took } = givenValue(argv, at)
  const { draft, problems } = reader
  const name = flag.startsWith(PREFIX) ? flag.slice(PREFIX.length) : ''

  if (name !== 'strict' && Object.hasOwn(SWITCHES, name)) {
    if (argv[at] === flag) SWITCHES[name]?.(draft, true)
    else problems.push({ code: 'unexpected-value', flag, value })
    return 1
  }
  const set = Object.hasOwn(WITH_VALUE, name) ? WITH_VALUE[name] : undefined
  if (set === undefined) {
    problems.push({ code: 'unknown-flag', flag, value: null })
    return 1
  }
  if (value === null) {
    problems.push({ code: 'missing-value', flag, value: null })
    return 1
  }
  if (name === 'report' && reader.reportsFromEnvironment) {
    draft.reports = []
    reader.reportsFromEnvironment = false
  }
  if (!set(draft, value)) problems.push({ code: 'bad-value', flag, value })
  return took
}

/**
 * `style`: for `npx`, everything from the first positional on belongs to the command that npx runs
 * (`npx tsc --strict`), so our flags are those before it. For `npm` it is what follows a bare `--`.
 */
export function takeOwnFlags(
  argv: readonly string[],
  env: Environment,
  style: 'npm' | 'npx' = 'npm',
): TakenFlags {
  const draft: Draft = {
    strict: false,
    engine: 'auto',
    reports: [],
    history: null,
    policy: null,
    timeout: TIMEOUT_DEFAULT,
    linger: LINGER_DEFAULT,
    yes: false,
    skip: false,
    deep: false,
  }
  const reader: Reader = { draft, problems: [], reportsFromEnvironment: true }
  takeEnvironment(env, draft, reader.problems)

  const rest: string[] = []
  let at = 0
  while (at < argv.length) {
    const argument = argv[at] ?? ''
    if (argument === '--' || (style === 'npx' && !argument.startsWith('-'))) break
    if (argument === '--strict') {
      draft.strict = true
      at += 1
    } else if (argument.startsWith(PREFIX) || argument.startsWith(NEGATED_PREFIX)) {
      at += takeFlag(argv, at, reader)
    } else {
      rest.push(argument)
      at += 1
    }
  }
  rest.push(...argv.slice(at))

  if (draft.skip) {
    const others = [draft.strict && '--strict', draft.deep && '--safe-deep'].filter((one) => one !== false)
    reader.problems.push(
      ...others.map((flag) => ({ code: 'contradiction' as const, flag, value: '--safe-skip' })),
    )
  }
  return { own: draft, rest, problems: reader.problems }
}
