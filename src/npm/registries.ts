import type { NpmLibraries } from './libraries.ts'

/** Base URLs of every registry that npm's configuration names, npm's own default included; each ends in a slash. */
export function configuredRegistries(
  options: Readonly<Record<string, unknown>>,
  libraries: NpmLibraries,
): string[] {
  const scoped = Object.entries(options)
    .filter(([key]) => /^@[^/]+:registry$/.test(key))
    .map(([, value]) => value)
  const urls = [options.registry, ...scoped, libraries.defaultRegistry]
    .filter((value): value is string => typeof value === 'string' && URL.canParse(value))
    .map((value) => (value.endsWith('/') ? value : `${value}/`))
  return [...new Set(urls)]
}
