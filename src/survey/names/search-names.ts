import { SurveyError } from '../error.ts'
import { type NamedSpec, parseSpec, type RegistryAccess } from './names.ts'

/** What registries give at most at once. */
const PAGE = 250
/** Of one search: registries say no more, and a search is no way to read a whole registry. */
const MOST = 5_000

/** What the registry's own search finds. */
export async function* searchNames(
  text: string,
  { json, registryOf }: RegistryAccess,
): AsyncGenerator<NamedSpec> {
  for (let from = 0; from < MOST; from += PAGE) {
    const query = new URLSearchParams({ text, size: String(PAGE), from: String(from) })
    const answer = (await json(`${registryOf('')}-/v1/search?${query}`)) as { objects?: unknown } | null
    if (!Array.isArray(answer?.objects))
      throw new SurveyError('survey-source', 'the registry has no search', 'Give a list of names instead')
    const found = answer.objects as readonly { readonly package?: { readonly name?: unknown } }[]
    for (const { package: one } of found) if (typeof one?.name === 'string') yield parseSpec(one.name)
    if (found.length < PAGE) return
  }
}
