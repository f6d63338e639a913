import type { SurveySource, SurveyTarget } from '../../model/survey.ts'

/** One name of a list, and what npm is asked for. */
export type NamedSpec = Pick<SurveyTarget, 'name' | 'spec'>

/** Where names come from. They can be read more than once: first they are counted. */
export interface Names {
  readonly kind: SurveySource['kind']
  /** As the user said it, with the version where it is a package. */
  readonly detail: string
  read(): AsyncIterable<NamedSpec>
}

/** What lists need of npm's own libraries: its registries, credentials, proxy and cache. */
export interface RegistryAccess {
  /** JSON of an address; null where there is nothing (404). */
  json(url: string): Promise<unknown>
  /** Base URL of the registry that serves this package, ending in a slash. */
  registryOf(name: string): string
  /** A package by any spec of npm's: its name@version, and the first of its files that is wanted. */
  file(
    spec: string,
    wanted: (path: string) => boolean,
  ): Promise<{ readonly id: string; readonly bytes: Uint8Array }>
}

/** `left-pad`, `left-pad@1.3.0`, `@scope/name@^2`, `name@npm:other@1`: the `@` of a scope is part of the name. */
export function parseSpec(text: string): NamedSpec {
  const at = text.indexOf('@', 1)
  return { name: at < 0 ? text : text.slice(0, at), spec: text }
}

/** Twice the same is looked at once. */
export async function* withoutRepeats(specs: AsyncIterable<NamedSpec>): AsyncGenerator<NamedSpec> {
  const seen = new Set<string>()
  for await (const one of specs) {
    if (seen.has(one.spec)) continue
    seen.add(one.spec)
    yield one
  }
}
