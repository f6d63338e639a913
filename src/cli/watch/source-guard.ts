import { StopNpm } from '../../npm/error.ts'
import type { NpmLibraries } from '../../npm/libraries.ts'
import { quietNpmErrors } from '../../npm/quiet-errors.ts'
import type { ForeignSource } from '../../npm/source-door.ts'
import { matchPolicy } from '../../policy/match.ts'
import { escapeText } from '../../report/escape.ts'
import { EXIT } from '../exit-codes.ts'
import { openHistory } from '../open-history.ts'
import { say } from '../output.ts'
import type { OwnFlags } from '../own-flags.ts'
import { askDecision, canAsk } from '../prompt.ts'
import { agreedSources } from './agreed-sources.ts'
import { loadPolicy } from './policy.ts'

/** npm wants a package from a git host or a web server: said and asked before anybody is contacted. */
export async function guardSource(
  source: ForeignSource,
  own: OwnFlags,
  libraries: NpmLibraries,
): Promise<void> {
  const host = source.host ?? 'an unknown host'
  if (own.skip || agreedSources.has(host) || (await isAllowed(source, own))) return
  const spec = escapeText(source.spec, 200)
  if (own.yes && !own.strict) {
    agreedSources.add(host)
    return
  }
  if (own.strict || !canAsk()) {
    const exitCode = own.strict ? EXIT.blocked : EXIT.decisionNeeded
    const word = own.strict ? 'blocked' : 'decision needed'
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

async function isAllowed(source: ForeignSource, own: OwnFlags): Promise<boolean> {
  if (source.host === null) return false
  const history = await openHistory(own.history)
  try {
    const policy = await loadPolicy(history, own.policy)
    return matchPolicy(policy, { package: source.name ?? '*', host: source.host }).effect === 'allow'
  } finally {
    await history[Symbol.asyncDispose]()
  }
}

function stop(exitCode: number, text: string): never {
  say(text)
  quietNpmErrors()
  throw new StopNpm(exitCode, 'safe-npm: nothing was installed')
}
