import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import type { SurveyImports, SurveyResult } from '../../src/model/survey.ts'
import { judge } from '../helpers/judged.ts'
import { run } from '../helpers/run.ts'
import { startSurveyRegistry } from '../helpers/survey-registry.ts'
import { createWorld, type World } from '../helpers/world.ts'

/** One package in twenty has scripts, two in a thousand act when they are loaded, three in ten thousand come from elsewhere. */
const MIX = { scripted: 0.05, importers: 0.002, foreign: 0.0003 }
const HOUR = 3_600

/** The bench is compiled to elsewhere: what is built is what is asked. */
async function resultsOf(root: string, world: World): Promise<SurveyResult[]> {
  const built = pathToFileURL(join(root, 'dist', 'survey', 'local', 'open.js')).href
  const { openSqliteSurveys }: typeof import('../../src/survey/local/open.ts') = await import(built)
  await using store = await openSqliteSurveys(
    join(world.home, '.local', 'share', 'safe-npm', 'history-surveys.db'),
  )
  const results: SurveyResult[] = []
  for await (const one of store.results((await store.surveys())[0]?.plan.id ?? '')) results.push(one)
  return results
}

function importsOf(text: string): SurveyImports {
  if (text === 'scripted' || text === 'all' || text === 'none') return text
  throw new Error(`--imports ${text} is none of scripted, all, none`)
}

/** A survey of a generated registry through the CLI, its report, and how it compares with what is true. */
export async function surveyTruth(root: string, argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      'survey-truth': { type: 'boolean' },
      count: { type: 'string', default: '20000' },
      seed: { type: 'string', default: '11' },
      imports: { type: 'string', default: 'all' },
      folder: { type: 'string', default: join(root, 'docs', 'survey') },
    },
  })
  const count = Number(values.count)
  const imports = importsOf(values.imports)
  await using registry = await startSurveyRegistry({ seed: Number(values.seed), count, ...MIX })
  await using world = await createWorld({ registry })
  await world.write('names.txt', `${registry.packages.names().join('\n')}\n`)
  const dsca = async (...args: string[]) => {
    const options = { cwd: world.project, env: world.env, timeout: 6 * HOUR }
    const result = await run(process.execPath, [join(root, 'bin', 'dsca.js'), ...args], options)
    process.stdout.write(`${result.stdout.slice(-2_000)}${result.stderr.slice(-2_000)}\n`)
    if (result.code !== 0) throw new Error(`dsca ${args.join(' ')} ended with ${result.code}`)
  }
  const began = performance.now()
  await dsca('survey', 'start', 'names.txt', '--imports', imports)
  const seconds = (performance.now() - began) / 1_000
  await mkdir(values.folder, { recursive: true })
  const files = ['html', 'json'].map((ending) => `--output=${join(values.folder, `generated.${ending}`)}`)
  await dsca('report', ...files)
  const judged = judge(await resultsOf(root, world), registry.packages, imports)
  const figures = {
    seed: Number(values.seed),
    count,
    mix: MIX,
    imports,
    seconds: Math.round(seconds),
    perSecond: Math.round((count / seconds) * 10) / 10,
    ...judged,
  }
  const text = `${JSON.stringify(figures, null, 2)}\n`
  await writeFile(join(values.folder, 'generated-truth.json'), text)
  process.stdout.write(text.slice(0, 4_000))
  return judged.missed.length + judged.falseAlarms.length === 0 ? 0 : 1
}
