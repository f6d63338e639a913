import { readFileSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

export const DIST = fileURLToPath(new URL('../../dist', import.meta.url))

/** Before the name of a file that another bundle has. */
export const OTHER = '\0other:'

/** How `from`, a file below dist, names `to`, another one. */
export function specifier(from, to) {
  const path = relative(join(DIST, dirname(from)), join(DIST, to))
    .split(sep)
    .join('/')
  return path.startsWith('.') ? path : `./${path}`
}

/** Path below dist of what a file of ours imports; null when that is a package or part of Node. */
export function ownModule(source, importer) {
  if (!source.startsWith('.') && !isAbsolute(source)) return null
  return belowDist(resolve(dirname(importer), source))
}

export function belowDist(path) {
  return relative(DIST, path).split(sep).join('/')
}

/** A path from the bundle's place would lead to something else. */
function asksWhereItIs(module) {
  return readFileSync(join(DIST, module), 'utf8').includes('import.meta')
}

/**
 * Leaves alone what is no file of ours, what is loaded later and what asks for its own place: these keep it, and
 * are named from where the bundle lies.
 */
export function keepOutside(file) {
  return {
    name: 'keep-outside',
    resolveId(source, importer, { kind }) {
      if (importer === undefined) return null
      const module = ownModule(source, importer)
      // What another bundle hands on is named from this one's place already.
      if (module === null || importer.startsWith(OTHER)) return { id: source, external: true }
      if (kind !== 'dynamic-import' && !asksWhereItIs(module)) return null
      return { id: specifier(file, module), external: true }
    },
  }
}
