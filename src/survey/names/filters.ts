import { createHash } from 'node:crypto'
import type { SurveyTarget } from '../../model/survey.ts'
import type { Downloads } from './downloads.ts'
import type { NamedSpec, RegistryAccess } from './names.ts'

type Counted = NamedSpec & Pick<SurveyTarget, 'downloads'>

export interface Filters {
  readonly downloads: { readonly from: Downloads; readonly least: number } | null
  /** ISO 8601. */
  readonly since: string | null
  readonly sample: { readonly size: number; readonly seed: number } | null
  readonly limit: number | null
}

/** In the order of the plan: downloads, since, sample, limit. */
export async function* targetsOf(
  names: AsyncIterable<NamedSpec>,
  filters: Filters,
  registry: RegistryAccess,
): AsyncGenerator<SurveyTarget> {
  const { downloads, since, sample, limit } = filters
  const counted = downloads ? withDownloads(names, downloads) : withoutDownloads(names)
  const changed = since ? changedSince(counted, Date.parse(since), registry) : counted
  const drawn = sample ? drawSample(changed, sample) : changed
  let position = 0
  for await (const one of drawn) {
    if (limit !== null && position >= limit) return
    yield { position, name: one.name, spec: one.spec, downloads: one.downloads }
    position += 1
  }
}

async function* withoutDownloads(names: AsyncIterable<NamedSpec>): AsyncGenerator<Counted> {
  for await (const one of names) yield { ...one, downloads: null }
}

async function* withDownloads(
  names: AsyncIterable<NamedSpec>,
  { from, least }: { readonly from: Downloads; readonly least: number },
): AsyncGenerator<Counted> {
  for await (const some of inBatches(names, from.batch)) {
    const counts = await from.of(some.map(({ name }) => name))
    for (const [index, one] of some.entries()) {
      const downloads = counts[index] ?? null
      if (downloads !== null && downloads >= least) yield { ...one, downloads }
    }
  }
}

const ASKED_AT_ONCE = 16

/** What cannot be told is looked at. */
async function* changedSince(
  names: AsyncIterable<Counted>,
  since: number,
  registry: RegistryAccess,
): AsyncGenerator<Counted> {
  for await (const some of inBatches(names, ASKED_AT_ONCE)) {
    const changed = await Promise.all(
      some.map(({ name }) => changeOf(name, registry).catch(() => Number.NaN)),
    )
    for (const [index, one] of some.entries()) if (!((changed[index] ?? Number.NaN) <= since)) yield one
  }
}

async function changeOf(name: string, { json, registryOf }: RegistryAccess): Promise<number> {
  const packument = (await json(`${registryOf(name)}${name.replace('/', '%2f')}`)) as {
    readonly modified?: string
    readonly time?: { readonly modified?: string }
  } | null
  return Date.parse(packument?.time?.modified ?? packument?.modified ?? '')
}

async function* inBatches<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<readonly T[]> {
  let batch: T[] = []
  for await (const one of items) {
    batch.push(one)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** Those whose names come first when each is hashed with the seed: the same of the same list, in whatever order it is read. */
async function* drawSample(
  names: AsyncIterable<Counted>,
  { size, seed }: { readonly size: number; readonly seed: number },
): AsyncGenerator<Counted> {
  let drawn: { readonly one: Counted; readonly rank: string; readonly at: number }[] = []
  const cut = () => {
    drawn = drawn.sort((a, b) => (a.rank < b.rank ? -1 : 1)).slice(0, size)
  }
  let at = 0
  for await (const one of names) {
    const rank = createHash('sha256').update(`${seed}\n${one.spec}`).digest('base64')
    drawn.push({ one, rank, at })
    at += 1
    if (drawn.length >= size * 2 + 1_000) cut()
  }
  cut()
  for (const { one } of drawn.sort((a, b) => a.at - b.at)) yield one
}
