import type { Argv, CommandModule } from 'yargs'
import type { SurveyImports } from '../../model/survey.ts'
import { isDatabaseAddress } from '../../shared/postgres/address.ts'
import { type GlobalArguments, settingsOf } from '../dsca-options.ts'
import { UsageError } from '../error.ts'
import type { FilterArguments } from '../survey/plan.ts'
import { checkNumbers, RUN_OPTIONS, type RunArguments } from '../survey/run-options.ts'
import { typedLine } from '../typed.ts'

interface Arguments extends GlobalArguments, RunArguments, FilterArguments {
  readonly source?: string | undefined
  readonly search?: string | undefined
  readonly imports: SurveyImports
}

const FILTER_OPTIONS = {
  search: { type: 'string', describe: "Names that the registry's own search finds", requiresArg: true },
  'min-downloads': { type: 'number', describe: 'Only packages downloaded as often', requiresArg: true },
  months: { type: 'number', default: 6, describe: 'Months of downloads', requiresArg: true },
  downloads: {
    type: 'string',
    describe: 'Counts: a file (name,count), a package (download-counts), or the address of a downloads API',
    requiresArg: true,
  },
  since: { type: 'string', describe: 'Only packages that changed since this date', requiresArg: true },
  sample: { type: 'number', describe: 'So many, drawn by chance', requiresArg: true },
  seed: { type: 'number', default: 1, describe: 'The same seed draws the same', requiresArg: true },
  limit: { type: 'number', describe: 'No more than these', requiresArg: true },
  imports: {
    choices: ['scripted', 'all', 'none'] as const,
    default: 'scripted' as const,
    describe: 'Load packages too: those with install scripts, all, or none',
  },
} as const

export const surveyStartCommand: CommandModule<GlobalArguments, Arguments> = {
  command: 'start [source]',
  describe: 'Watch each package of a list, until done or Ctrl-C',
  builder: (yargs: Argv<GlobalArguments>) =>
    yargs
      .positional('source', {
        type: 'string',
        describe: 'File of names, package-lock.json, - (standard input), or a package with a names.json',
      })
      .options(FILTER_OPTIONS)
      .options(RUN_OPTIONS)
      .check((given) => checkStart(given as unknown as Arguments))
      .example('dsca survey start package-lock.json', 'each package of a project')
      .example('dsca survey start names.txt --imports all', 'one name a line; load each of them too')
      .example('dsca survey start all-the-package-names --sample 1000 --seed 7', 'of a whole registry')
      .example('dsca survey start names.txt --min-downloads 1000 --downloads counts.csv', 'what is used')
      .epilogue(
        'Exit codes: 0 all was looked at, whatever was found; 130 paused; 102 with --strict: some inconclusive.',
      ) as unknown as Argv<Arguments>,
  handler: async (given) => {
    process.exitCode = await start(given)
  },
}

function checkStart(given: Arguments): true {
  checkNumbers(given as unknown as Record<string, unknown>, {
    workers: 1,
    boxes: 1,
    minDownloads: 0,
    months: 1,
    sample: 1,
    seed: 0,
    limit: 1,
  })
  const { source, search, since } = given
  const isEmpty = source === '' && sourceOf(given) === ''
  if (isEmpty || (source === undefined) === (search === undefined))
    throw new UsageError('a survey needs one list of names', 'dsca survey start FILE, or --search TEXT')
  if (since !== undefined && Number.isNaN(Date.parse(since)))
    throw new UsageError('--since takes a date', 'for example --since 2026-01-31')
  return true
}

/** yargs makes an empty word of a lone `-`. */
function sourceOf({ source = '' }: Arguments): string {
  return source === '' && process.argv.includes('-') ? '-' : source
}

async function start(given: Arguments): Promise<number> {
  const [
    access,
    sources,
    planning,
    { targetsOf },
    { withSurveys, withClaim },
    { finishRun },
    { startSelected },
  ] = await Promise.all([
    import('../survey/registry-access.ts'),
    import('../../survey/names/sources.ts'),
    import('../survey/plan.ts'),
    import('../../survey/names/filters.ts'),
    import('../survey/open-surveys.ts'),
    import('../survey/finish-run.ts'),
    import('../engines.ts'),
  ])
  const own = settingsOf(given)
  // Before anything is read: without a sandbox there is nothing to be had. Workers look for theirs.
  const elsewhere = isDatabaseAddress(own.history ?? '') && !given.work
  const engine = elsewhere ? own.engine : (await startSelected(own.engine, [])).engine.name
  const registry = await access.registryAccess()
  const names =
    given.search === undefined
      ? sources.namesOf(sourceOf(given), registry, process.stdin)
      : sources.namesBySearch(given.search, registry)
  const total = await planning.countNames(names)
  const filters = await planning.filtersOf(given, registry)
  const command = typedLine('dsca', process.argv.slice(2))
  const { months, imports } = given
  const made = { npm: registry.npmVersion, engine }
  const plan = planning.surveyPlan({ names, total, filters, months, imports, own, command, ...made })
  return withSurveys(own.history, (surveys) =>
    withClaim(surveys, plan.id, async () => {
      await surveys.store.create(plan, targetsOf(names.read(), filters, registry))
      return finishRun({ surveys, plan, own, given })
    }),
  )
}
