import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { History } from '../../history/history.ts'
import type { SurveyTarget } from '../../model/survey.ts'
import { LoadTogether } from '../../pipeline/load-together.ts'
import { Doubts } from '../../pipeline/survey-doubts.ts'
import { surveyRecord, unreached } from '../../pipeline/survey-result.ts'
import { surveyTarget } from '../../pipeline/survey-target.ts'
import type { SurveyTools } from '../../pipeline/survey-tools.ts'
import { watchTogether } from '../../pipeline/watch-together.ts'
import { keysBeside } from '../../shared/keys-beside.ts'
import { dataPaths } from '../../shared/paths.ts'
import { createScanId } from '../../shared/ulid.ts'
import { openSession, SENSOR_VERSION, startEngine } from '../watch/session.ts'
import type { LookAnswer, WorkerSettings } from './messages.ts'
import { createPeek } from './peek.ts'
import { createResolver, type Resolver } from './resolve.ts'

/** No rules: a survey says what packages do, not what somebody has allowed them. */
const NO_POLICY = { rules: [] }
/** Longer ones are npm's own explanations of a tree. */
const LONGEST_REASON = 300
const NO_UI = { onStage: () => {}, onProgress: () => {} }

export interface Looker extends AsyncDisposable {
  look(target: SurveyTarget): Promise<LookAnswer>
}

/** Looks at targets in this process, with everything that they share made once. */
export async function createLooker(
  settings: WorkerSettings,
  history: History,
  enter: SurveyTools['enter'],
): Promise<Looker> {
  const resolver = await createResolver()
  const id = createScanId(Date.now(), randomBytes)
  const paths = dataPaths(process.env, homedir())
  const spill = join(paths.state, 'tarballs', id)
  const tools = surveyTools({ settings, history, resolver, spill, enter })
  return {
    look: async (target) => {
      const began = performance.now()
      const looked = await resolver
        .resolve(target)
        .then((resolved) => surveyTarget(resolved, tools))
        .catch((error: unknown) => ({
          result: unreached(target, reasonOf(error)),
          again: !isFinal(error),
        }))
      return { ...looked, milliseconds: Math.round(performance.now() - began) }
    },
    [Symbol.asyncDispose]: async () => {
      await rm(spill, { recursive: true, force: true })
      await rm(resolver.folder, { recursive: true, force: true })
    },
  }
}

interface Shared {
  readonly settings: WorkerSettings
  readonly history: History
  readonly resolver: Resolver
  readonly spill: string
  readonly enter: SurveyTools['enter']
}

function surveyTools({ settings, history, resolver, spill, enter }: Shared): SurveyTools {
  const { npm, libraries, options, registries } = resolver
  const source = { libraries, options, spill }
  const captures = join(dataPaths(process.env, homedir()).captures, `survey-${settings.surveyId}`)
  let engine: ReturnType<typeof startEngine> | undefined
  const session = () =>
    openSession({
      own: settings.own,
      npm,
      libraries,
      registries,
      history,
      options,
      policy: NO_POLICY,
      project: { path: join(homedir(), 'app'), global: false, name: 'project', version: '1.0.0' },
      signal: new AbortController().signal,
      ui: NO_UI,
      shared: {
        spill,
        captures,
        engine: () => {
          engine ??= startEngine(settings.own.engine, source)
          return engine
        },
      },
    })
  const doubts = new Doubts()
  const { tools } = session()
  const quiet = { ...tools, history: doubts.beside(history) }
  const boxed: Pick<SurveyTools, 'enter' | 'openScan' | 'record'> = {
    enter,
    openScan: () => {
      const scan = { ...session().tools, history: doubts.beside(history) }
      return {
        tools: scan,
        cleanUp: (keep) => (keep ? Promise.resolve() : removeCapture(scan.capturePath)),
      }
    },
    record: (examination) =>
      history.record(surveyRecord(examination, settings.command), {
        platform: examination.report.platform,
        sensor: SENSOR_VERSION,
      }),
  }
  return {
    ...boxed,
    doubts,
    imports: settings.imports,
    peek: createPeek(source),
    quiet,
    // Whatever keeps them from being watched together is met, and told, when each is watched alone.
    together: new LoadTogether((packages) => watchTogether(packages, boxed).catch(() => null)),
  }
}

/** Of a scan that found nothing: millions of them would fill the disk. */
async function removeCapture(path: string): Promise<void> {
  await Promise.all([path, keysBeside(path)].map((file) => rm(file, { force: true })))
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.replace(/\s+/g, ' ').trim().slice(0, LONGEST_REASON) || 'failed without a word'
}

/** What npm will say next time as well. */
const FINAL = new Set([
  'E404',
  'E451',
  'ETARGET',
  'ENOVERSIONS',
  'EINVALIDPACKAGENAME',
  'EINVALIDTAGNAME',
  'EUNSUPPORTEDPROTOCOL',
  'EUNSCOPED',
  'ERESOLVE',
])

function isFinal(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' && FINAL.has(code)
}
