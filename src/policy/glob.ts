/**
 * Names of packages with `*` in them. Alone it is every package, with or without a scope. Inside a name it stands
 * for any number of characters, also none, but never for a slash: `@acme/*` is what the scope holds, and `acme*`
 * is no package of any scope. No regular expression: a pattern from a repository must not cost time.
 */
export function nameMatches(pattern: string, name: string): boolean {
  if (pattern === '*' || pattern === name) return true
  const [first = '', ...rest] = pattern.split('*')
  const last = rest.pop()
  if (last === undefined) return false // no star: equal or nothing
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last))
    return false
  const middle = name.slice(first.length, name.length - last.length)
  const gaps = gapsBetween(middle, rest)
  return gaps !== null && !gaps.includes('/')
}

/** What is left of `text` when the parts are cut out of it in their order; null when one is not there. */
function gapsBetween(text: string, parts: readonly string[]): string | null {
  let gaps = ''
  let at = 0
  for (const part of parts) {
    const found = text.indexOf(part, at)
    if (found < 0) return null
    gaps += text.slice(at, found)
    at = found + part.length
  }
  return gaps + text.slice(at)
}

/** Whether the pattern is true of every name that the other one is true of. */
export function nameCovers(pattern: string, other: string): boolean {
  // A star of the other is an ordinary character here, which only a star can stand for. Alone it also means slashes.
  return other === '*' ? pattern === '*' : nameMatches(pattern, other)
}
