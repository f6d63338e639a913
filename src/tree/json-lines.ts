/** Strings, what gives JSON its shape, and ends of lines; numbers and words are passed over. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:\n]/gs

/** Lockfiles nest three deep; a file that is only brackets must not fill the memory. */
const DEEPEST = 64

interface Open {
  readonly isObject: boolean
  key: string
}

/** How a path of keys is written in a key of the result. */
export function pathKey(...path: readonly string[]): string {
  return JSON.stringify(path)
}

/** Opens and closes; the rest of the shape is of no interest. */
function nest(open: Open[], token: string): void {
  if (token === '{' || token === '[') open.push({ isObject: token === '{', key: '' })
  else if (token === '}' || token === ']') open.pop()
}

/**
 * The line, from 1, of every key down to `depth` keys deep, by `pathKey`. The text is JSON that can be parsed; of
 * keys that are there twice the last one counts, as with JSON.parse. What is within a list is not told apart.
 */
export function keyLines(text: string, depth: number): ReadonlyMap<string, number> {
  const lines = new Map<string, number>()
  const open: Open[] = []
  let line = 1
  let last = { text: '', line: 1 }
  const keep = (): void => {
    const top = open.at(-1)
    if (top?.isObject !== true || open.length > depth) return
    top.key = JSON.parse(last.text)
    if (open.every(({ isObject }) => isObject)) lines.set(pathKey(...open.map(({ key }) => key)), last.line)
  }
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '\n') line += 1
    else if (token === ':') keep()
    else if (token.startsWith('"')) last = { text: token, line }
    else nest(open, token)
    if (open.length > DEEPEST) break
  }
  return lines
}
