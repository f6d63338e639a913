import type { SurveyPlan, SurveyProgress, SurveyResult, SurveyTarget } from '../model/survey.ts'

export interface SurveyRow {
  readonly number: number
  readonly id: string
  readonly plan: string
  readonly state: SurveyProgress['state']
  readonly total: number
  readonly done: number
  readonly suspicious: number
  readonly malicious: number
  readonly inconclusive: number
}

/** Who works on what is the queue's to say: here what has no result is waiting. */
export function readSurvey(row: SurveyRow): { readonly plan: SurveyPlan; readonly progress: SurveyProgress } {
  const { state, total, done, suspicious, malicious, inconclusive } = row
  return {
    plan: JSON.parse(row.plan),
    progress: { state, total, waiting: total - done, running: 0, done, suspicious, malicious, inconclusive },
  }
}

export interface TargetRow {
  readonly position: number
  readonly name: string
  /** Null: the name itself. */
  readonly spec: string | null
  readonly downloads: number | null
}

export function readTarget({ position, name, spec, downloads }: TargetRow): SurveyTarget {
  return { position, name, spec: spec ?? name, downloads }
}

export function storeTarget({ position, name, spec, downloads }: SurveyTarget): TargetRow {
  return { position, name, spec: spec === name ? null : spec, downloads }
}

interface Lists {
  readonly scanIds?: readonly string[]
  readonly scripted?: readonly string[]
  readonly findings?: SurveyResult['findings']
}

export interface ResultRow extends TargetRow {
  readonly version: string | null
  readonly integrity: string | null
  readonly verdict: SurveyResult['verdict']
  readonly basis: SurveyResult['basis']
  readonly packages: number
  readonly imported: number
  readonly reason: string | null
  readonly attempts: number
  readonly milliseconds: number
  readonly finishedAt: number
  /** JSON of those lists that are not empty; null when all are. */
  readonly lists: string | null
}

export function readResult(row: ResultRow): SurveyResult {
  const { lists, imported, version, integrity, verdict, basis, packages, reason } = row
  const { scanIds = [], scripted = [], findings = [] }: Lists = lists === null ? {} : JSON.parse(lists)
  const { attempts, milliseconds, finishedAt } = row
  const reached = {
    version,
    integrity,
    verdict,
    basis,
    scanIds,
    packages,
    scripted,
    imported: imported === 1,
  }
  return { ...readTarget(row), ...reached, findings, reason, attempts, milliseconds, finishedAt }
}

export function storeResult(result: SurveyResult): Omit<ResultRow, 'name' | 'spec' | 'downloads'> {
  const { position, version, integrity, verdict, basis, packages, reason, attempts } = result
  const { scanIds, scripted, findings } = result
  const full = Object.entries({ scanIds, scripted, findings }).filter(([, list]) => list.length > 0)
  return {
    position,
    version,
    integrity,
    verdict,
    basis,
    packages,
    imported: result.imported ? 1 : 0,
    reason,
    attempts,
    milliseconds: Math.round(result.milliseconds),
    finishedAt: Math.round(result.finishedAt),
    lists: full.length === 0 ? null : JSON.stringify(Object.fromEntries(full)),
  }
}
