import type { ArboristNode } from './npm-door.ts'

/**
 * Whether npm builds a node when it was told to rebuild some: these, what they link to, and what came inside them.
 * Told of none, it builds all.
 */
export function rebuilt(given: Iterable<ArboristNode> | undefined): (node: ArboristNode) => boolean {
  if (given === undefined) return () => true
  const places = new Set([...given].flatMap(({ location, target }) => [location, target.location]))
  const isBelow = (location: string) =>
    [...places].some((place) => location === place || location.startsWith(`${place}/`))
  return ({ location, target }) => isBelow(location) || isBelow(target.location)
}
