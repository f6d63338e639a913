import { randomBytes } from 'node:crypto'
import type { SurveyFilter, SurveyImports, SurveyPlan } from '../../model/survey.ts'
import { createScanId } from '../../shared/ulid.ts'
import {
  countsInFile,
  type Downloads,
  downloadsApi,
  loadCounts,
  periodOf,
} from '../../survey/names/downloads.ts'
import type { Filters } from '../../survey/names/filters.ts'
import { jsonNumbers } from '../../survey/names/json-tokens.ts'
import type { Names, RegistryAccess } from '../../survey/names/names.ts'
import { UsageError } from '../error.ts'
import type { OwnFlags } from '../own-flags.ts'
import { platformName, SENSOR_VERSION } from '../watch/session.ts'

/** What of the command line says which names are taken. */
export interface FilterArguments {
  readonly minDownloads?: number | undefined
  readonly months: number
  readonly downloads?: string | undefined
  readonly since?: string | undefined
  readonly sample?: number | undefined
  readonly seed: number
  readonly limit?: number | undefined
}

export async function filtersOf(given: FilterArguments, registry: RegistryAccess): Promise<Filters> {
  const { minDownloads, sample, seed, limit, since } = given
  return {
    downloads:
      minDownloads === undefined
        ? null
        : { from: await downloadsOf(given, minDownloads, registry), least: minDownloads },
    since: since === undefined ? null : new Date(since).toISOString(),
    sample: sample === undefined ? null : { size: sample, seed },
    limit: limit ?? null,
  }
}

async function downloadsOf(
  { downloads, months }: FilterArguments,
  least: number,
  registry: RegistryAccess,
): Promise<Downloads> {
  if (downloads === undefined)
    throw new UsageError(
      '--min-downloads needs to know where counts come from',
      '--downloads FILE (name,count), a package (download-counts), or the address of a downloads API',
    )
  if (/^https?:\/\//.test(downloads)) return downloadsApi(downloads, periodOf(new Date(), months), registry)
  if (/\.(csv|tsv|txt|json)$/.test(downloads))
    return loadCounts('file', downloads, countsInFile(downloads), least)
  const { id, bytes } = await registry.file(downloads, (path) => /^counts?\.json$/.test(path))
  async function* whole() {
    yield bytes
  }
  return loadCounts('counts-package', id, jsonNumbers(whole(), id), least)
}

interface PlanInput {
  readonly names: Names
  readonly total: number
  readonly filters: Filters
  readonly months: number
  readonly imports: SurveyImports
  readonly own: OwnFlags
  readonly command: string
  readonly npm: string
  /** The one that works here. */
  readonly engine: string
}

export function surveyPlan(input: PlanInput): SurveyPlan {
  const { names, total, filters, months, imports, own, command, npm, engine } = input
  const { downloads, since, sample, limit } = filters
  const now = new Date()
  const filter: SurveyFilter = {
    minDownloads: downloads?.least ?? null,
    months: downloads === null ? null : months,
    downloads: downloads === null ? null : { kind: downloads.from.kind, detail: downloads.from.detail },
    since,
    sample,
    limit,
  }
  return {
    id: createScanId(now.getTime(), randomBytes),
    startedAt: now.toISOString(),
    command,
    source: { kind: names.kind, detail: names.detail, readAt: now.toISOString(), total },
    filter,
    imports,
    timeoutSeconds: own.timeout,
    platform: platformName(),
    sensor: SENSOR_VERSION,
    npm,
    node: process.versions.node,
    engine,
  }
}

/** Counted first: the plan that is stored says how many there were. */
export async function countNames(names: Names): Promise<number> {
  let total = 0
  for await (const _ of names.read()) total += 1
  return total
}
