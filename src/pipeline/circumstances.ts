import { CI_VARIABLES } from './ci-variables.ts'
import type { HostFacts } from './watch-plan.ts'

/** Something that scripts look at before they act, other than it is here and now. */
export interface Circumstance {
  /** In the user's words, behind "only": `in CI`. */
  readonly name: string
  /** For a file's name. */
  readonly id: string
  readonly apply: (facts: HostFacts) => HostFacts
}

const DAY = 86_400_000
/** More than a year, another day of the week, and night where it was day. */
const AHEAD_DAYS = 397
const AHEAD_MS = AHEAD_DAYS * DAY + DAY / 2

/** What the usual CI services set, and programs ask for to know that nobody is looking. */
const CI: Readonly<Record<string, string>> = {
  CI: 'true',
  CONTINUOUS_INTEGRATION: 'true',
  BUILD_NUMBER: '412',
  GITHUB_ACTIONS: 'true',
  GITHUB_WORKFLOW: 'build',
  GITHUB_RUN_ID: '9153370412',
  RUNNER_OS: 'Linux',
}
const CI_NAMES: ReadonlySet<string> = new Set([...CI_VARIABLES, ...Object.keys(CI)])

/**
 * Node's own clock, for whatever Node starts too: everything that asks JavaScript for the date. Programs that are not
 * Node have the machine's clock.
 */
const CLOCK = `{const R=Date,n=R.now.bind(R);R.now=()=>n()+${AHEAD_MS};globalThis.Date=new Proxy(R,{construct:(t,a,w)=>Reflect.construct(t,a.length?a:[R.now()],w),apply:()=>new Date().toString()})}`

/** What a deeper watch tries, each once more: CI or none, another date, and both. */
export function otherCircumstances(env: Readonly<Record<string, string>>): readonly Circumstance[] {
  const inCi = Object.entries(env).some(([name, value]) => CI_NAMES.has(name) && value !== '')
  const ci = inCi ? 'outside of CI' : 'in CI'
  const date = `${AHEAD_DAYS} days from now`
  return [
    { name: ci, id: 'ci', apply: withEnv((one) => toggledCi(one, inCi)) },
    { name: date, id: 'later', apply: withEnv(withClock) },
    { name: `${ci}, ${date}`, id: 'ci-later', apply: withEnv((one) => withClock(toggledCi(one, inCi))) },
  ]
}

type Environment = Readonly<Record<string, string>>

function withEnv(change: (env: Environment) => Environment): Circumstance['apply'] {
  return (facts) => ({ ...facts, setup: { ...facts.setup, env: change(facts.setup.env) } })
}

function toggledCi(env: Environment, inCi: boolean): Environment {
  if (!inCi) return { ...env, ...CI }
  return Object.fromEntries(Object.entries(env).filter(([name]) => !CI_NAMES.has(name)))
}

function withClock(env: Environment): Environment {
  const module = `--import=data:text/javascript,${encodeURIComponent(CLOCK)}`
  return { ...env, NODE_OPTIONS: [env.NODE_OPTIONS, module].filter(Boolean).join(' ') }
}
