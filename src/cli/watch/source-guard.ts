import { sourceFinding, withoutSecrets } from '../../analysis/source-finding.ts'
import type { NpmLibraries } from '../../npm/libraries.ts'
import type { ForeignSource } from '../../npm/source-door.ts'
import { matchPolicy } from '../../policy/match.ts'
import { escapeText } from '../../report/escape.ts'
import { unheardLines } from '../../report/policy-note.ts'
import { EXIT } from '../exit-codes.ts'
import { openHistoryToWatch } from '../open-history.ts'
import { say } from '../output.ts'
import type { OwnFlags } from '../own-flags.ts'
import { projectFolders } from '../policy/places.ts'
import { askDecision, canAsk } from '../prompt.ts'
import { agreedSources } from './agreed-sources.ts'
import { loadPolicy } from './policy.ts'
import { reportRefusal, stopAtSource } from './refused-source.ts'

interface AskedSource {
  readonly source: ForeignSource
  readonly own: OwnFlags
  readonly libraries: NpmLibraries
  /** It is to be installed globally: no project's rules. */
  readonly global: boolean
}

/** npm wants a package from a git host or a web server: said and asked before anybody is contacted. */
export async function guardSource(asked: AskedSource): Promise<void> {
  const { source, own, libraries } = asked
  const place = source.host ?? repositoryOf(source)
  if (own.skip || agreedSources.has(place)) return
  const { allowed, strict, unheard } = await whatRulesSay(asked).catch(endWith)
  if (allowed) return
  if (own.yes && !strict) {
    agreedSources.add(place)
    return
  }
  process.stderr.write(unheard)
  if (strict || !canAsk()) return refuse(asked, strict ? 'strict' : 'no-terminal')
  const answer = await libraries.procLog.input.start(async () => {
    say(
      `\n  ▲ ${specOf(source)} does not come from a registry\n\n    npm would now ${source.host === null ? 'clone it' : `contact ${hostOf(source)}`} and may run the package's own build there and then.\n    Nobody has been contacted yet.\n\n`,
    )
    return askDecision({ question: 'Fetch it?', always: false, details: false })
  })
  if (answer !== 'once') return refuse(asked, 'answered-no')
  agreedSources.add(place)
}

/** A repository on this machine has no host: a yes is for this one, whatever its name and commit. */
function repositoryOf({ spec }: ForeignSource): string {
  return spec.replace(/^[^:]*@(?=git)/, '').replace(/#.*$/, '')
}

type Because = 'strict' | 'no-terminal' | 'answered-no'

/** Says so, writes the reports that were asked for, and ends npm. */
async function refuse(asked: AskedSource, because: Because): Promise<never> {
  const { source } = asked
  const exitCode = because === 'no-terminal' ? EXIT.decisionNeeded : EXIT.blocked
  const nothing = `safe-npm: nothing was installed (exit ${exitCode}), nobody was contacted`
  if (because === 'answered-no') say(`${nothing}\n`)
  else {
    const word = because === 'strict' ? 'blocked' : 'decision needed'
    const allow = source.host === null ? 'This once: --safe-yes' : `Allow: dsca allow '*' ${hostOf(source)}`
    say(
      `safe-npm: ${word}: ${specOf(source)} comes from ${hostOf(source)}, not from a registry [foreign-source]\n${nothing}. ${allow}\n`,
    )
  }
  const outcome = because === 'answered-no' ? 'declined' : 'blocked'
  await reportRefusal({ ...asked, finding: sourceFinding(source), outcome }).catch(endWith)
  return stopAtSource(exitCode)
}

function hostOf({ host }: ForeignSource): string {
  return host === null ? 'no host that is known' : escapeText(host, 120)
}

function specOf({ spec }: ForeignSource): string {
  return escapeText(withoutSecrets(spec), 200)
}

interface RulesSay {
  readonly allowed: boolean
  readonly strict: boolean
  /** Lines about rules that would allow it and do not count. */
  readonly unheard: string
}

async function whatRulesSay({ source, own, global }: AskedSource): Promise<RulesSay> {
  const history = await openHistoryToWatch(own.history, 'safe-npm')
  try {
    const { policy, strict, unheard } = await loadPolicy(history, own, projectFolders({ global }))
    if (source.host === null || policy.forbidden?.includes('foreign-source') === true)
      return { allowed: false, strict, unheard: '' }
    const subject = { package: source.name ?? '*', host: source.host }
    const allowed = matchPolicy(policy, subject).effect === 'allow'
    if (allowed || unheard === null || matchPolicy(unheard.ifTrusted, subject).effect !== 'allow')
      return { allowed, strict, unheard: '' }
    return {
      allowed,
      strict,
      unheard: unheardLines(unheard.sources)
        .map((line) => `${line}\n`)
        .join(''),
    }
  } finally {
    await history[Symbol.asyncDispose]()
  }
}

/** Inside npm's own fetching an error of ours would be told as one of npm's. */
async function endWith(error: unknown): Promise<never> {
  const { writeFailure } = await import('./failure.ts')
  return stopAtSource(writeFailure(error))
}
