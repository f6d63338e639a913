import { createReadStream } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { SurveyError } from '../error.ts'
import { jsonNumbers } from './json-tokens.ts'
import type { RegistryAccess } from './names.ts'
import { lines } from './text-names.ts'

/** How often packages were downloaded. Null: nobody knows. */
export interface Downloads {
  readonly kind: 'counts-package' | 'file' | 'api'
  readonly detail: string
  /** Of these names, in their order. */
  of(names: readonly string[]): Promise<readonly (number | null)[]>
  /** Names that are asked for at once. */
  readonly batch: number
}

/** Counts of a list; those below `least` are not kept, for they are left out anyway. */
export async function loadCounts(
  kind: 'counts-package' | 'file',
  detail: string,
  counts: AsyncIterable<readonly [string, number | null]>,
  least: number,
): Promise<Downloads> {
  const kept = new Map<string, number>()
  for await (const [name, count] of counts) if (count !== null && count >= least) kept.set(name, count)
  return {
    kind,
    detail,
    batch: 1_000,
    of: async (names) => names.map((name) => kept.get(name) ?? null),
  }
}

/** A CSV or TSV file (`name,count`, a heading is skipped), or JSON. */
export async function* countsInFile(path: string): AsyncGenerator<readonly [string, number | null]> {
  if (path.endsWith('.json')) {
    yield* jsonNumbers(createReadStream(path), path)
    return
  }
  let first = true
  for await (const line of lines(createReadStream(path))) {
    const [, name, digits] = /^"?([^",;\t]+)"?\s*[,;\t]\s*"?(\d+)"?\s*$/.exec(line) ?? []
    if (name !== undefined) yield [name, Number(digits)]
    else if (!first)
      throw new SurveyError(
        'survey-source',
        `${path} has a line that is not name,count`,
        'One package a line',
      )
    first = false
  }
}

/** The public API takes 128 names at once, and scoped ones only alone. */
const BULK = 128
const ATTEMPTS = 5
/** Between two requests: it is everybody's. */
const GAP_MS = 200

export function downloadsApi(
  base: string,
  period: string,
  { json }: Pick<RegistryAccess, 'json'>,
  gap = GAP_MS,
): Downloads {
  const ask = async (names: readonly string[]): Promise<unknown> => {
    const url = `${base.replace(/\/?$/, '/')}downloads/point/${period}/${names.join(',')}`
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = await json(url)
        await setTimeout(gap)
        return answer
      } catch (error) {
        if (attempt === ATTEMPTS) throw apiError(base, error)
        await setTimeout(Math.max(waitOf(error), gap * 2 ** attempt))
      }
    }
  }
  const of = async (names: readonly string[]) => {
    const counts = new Map<string, number | null>()
    const scoped = names.filter((name) => name.startsWith('@'))
    const plain = names.filter((name) => !name.startsWith('@'))
    for (let at = 0; at < plain.length; at += BULK) {
      const some = plain.slice(at, at + BULK)
      const answer = (await ask(some)) as Record<string, unknown> | null
      for (const name of some) counts.set(name, countOf(some.length === 1 ? answer : answer?.[name]))
    }
    for (const name of scoped) counts.set(name, countOf(await ask([name])))
    return names.map((name) => counts.get(name) ?? null)
  }
  return { kind: 'api', detail: `${base} ${period}`, batch: BULK, of }
}

function countOf(answer: unknown): number | null {
  const count = (answer as { downloads?: unknown } | null | undefined)?.downloads
  return typeof count === 'number' ? count : null
}

/** What a server that has enough asks for, in milliseconds. */
function waitOf(error: unknown): number {
  const headers = (error as { headers?: Record<string, readonly string[] | undefined> }).headers
  const seconds = Number(headers?.['retry-after']?.[0])
  return Number.isFinite(seconds) ? Math.min(seconds, 120) * 1_000 : 0
}

function apiError(base: string, cause: unknown): SurveyError {
  const said = cause instanceof Error ? cause.message : String(cause)
  return new SurveyError(
    'survey-source',
    `counts of downloads from ${base}: ${said}`,
    'Try again later, or give a file',
    {
      cause,
    },
  )
}

/** `2026-01-01:2026-06-30`: whole days up to yesterday. */
export function periodOf(now: Date, months: number): string {
  const end = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() - 1))
  const begin = new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() - months, end.getUTCDate() + 1))
  const day = (date: Date) => date.toISOString().slice(0, 10)
  return `${day(begin)}:${day(end)}`
}
