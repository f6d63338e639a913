import { StopNpm } from '../../npm/error.ts'
import type { NpmLibraries } from '../../npm/libraries.ts'
import { quietNpmErrors } from '../../npm/quiet-errors.ts'
import type { ForeignSource } from '../../npm/source-door.ts'
import { matchPolicy } from '../../policy/match.ts'
import { escapeText } from '../../report/escape.ts'
import { unheardLines } from '../../report/policy-note.ts'
import { EXIT } from '../exit-codes.ts'
import { openHistory } from '../open-history.ts'
import { say } from '../output.ts'
import type { OwnFlags } from '../own-flags.ts'
import { projectFolders } from '../policy/places.ts'
import { askDecision, canAsk } from '../prompt.ts'
import { agreedSources } from './agreed-sources.ts'
import { loadPolicy } from './policy.ts'

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
  const host = source.host ?? 'an unknown host'
  if (own.skip || agreedSources.has(host)) return
  const { allowed, strict, unheard } = await whatRulesSay(asked).catch(endWith)
  if (allowed) return
  const spec = escapeText(source.spec, 200)
  if (own.yes && !strict) {
    agreedSources.add(host)
    return
  }
  process.stderr.write(unheard)
  if (strict || !canAsk()) {
    const exitCode = strict ? EXIT.blocked : EXIT.decisionNeeded
    const word = strict ? 'blocked' : 'decision needed'
    stop(
      exitCode,
      `safe-npm: ${word}: ${spec} comes from ${escapeText(host, 120)}, not from a registry [foreign-source]\nsafe-npm: nothing was installed (exit ${exitCode}), nobody was contacted. Allow: dsca allow '*' ${escapeText(host, 120)}\n`,
    )
  }
  const answer = await libraries.procLog.input.start(async () => {
    say(
      `\n  ▲ ${spec} does not come from a registry\n\n    npm would now contact ${escapeText(host, 120)} and may run the package's own build there and then.\n    Nobody has been contacted yet.\n\n`,
    )
    return askDecision({ question: 'Fetch it?', always: false, details: false })
  })
  if (answer !== 'once')
    stop(EXIT.blocked, `safe-npm: nothing was installed (exit ${EXIT.blocked}), nobody was contacted\n`)
  agreedSources.add(host)
}

interface RulesSay {
  readonly allowed: boolean
  readonly strict: boolean
  /** Lines about rules that would allow it and do not count. */
  readonly unheard: string
}

async function whatRulesSay({ source, own, global }: AskedSource): Promise<RulesSay> {
  const history = await openHistory(own.history)
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
  const exitCode = writeFailure(error)
  quietNpmErrors()
  throw new StopNpm(exitCode, 'safe-npm: nothing was installed')
}

function stop(exitCode: number, text: string): never {
  say(text)
  quietNpmErrors()
  throw new StopNpm(exitCode, 'safe-npm: nothing was installed')
}
