import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import type { PolicyProblem, Position } from './error.ts'

/** A path into a file: keys and indexes. */
export type Path = readonly (string | number)[]

/** What a file says, and where it says so. */
export interface Located {
  readonly value: unknown
  /** Where the value is, or the nearest thing around it that there is. */
  position(path: Path): Position
  /** Where the key itself is. */
  keyPosition(path: Path): Position
}

const HINT = 'It is JSON; // and /* */ comments and a comma behind the last item may stand in it'

/** JSON with comments. With a problem the value is not what was meant. */
export function readJsonc(text: string): { located: Located | null; problems: readonly PolicyProblem[] } {
  const errors: ParseError[] = []
  const positionAt = positionsOf(text)
  try {
    const root = parseTree(text, errors, { allowTrailingComma: true })
    const [error] = errors
    if (error !== undefined || root === undefined) {
      const said = error === undefined ? 'nothing in it' : words(printParseErrorCode(error.error))
      return { located: null, problems: [notJson(said, positionAt(error?.offset ?? 0))] }
    }
    const repeated = repeatedKeys(root).map(({ offset, value }) => ({
      code: 'policy-shape' as const,
      message: `the key '${value}' stands here twice, or is none`,
      hint: 'Leave one of them: it would not be clear which one counts',
      ...positionAt(offset),
    }))
    return { located: locate(root, positionAt), problems: repeated }
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    return { located: null, problems: [notJson('it is nested too deeply', positionAt(0))] }
  }
}

function notJson(said: string, position: Position): PolicyProblem {
  return { code: 'policy-not-json', message: `this is not JSON: ${said}`, hint: HINT, ...position }
}

/** `CloseBraceExpected` → `close brace expected`. */
function words(code: string): string {
  return code.replace(/\B[A-Z]/g, (letter) => ` ${letter}`).toLowerCase()
}

function locate(root: Node, positionAt: (offset: number) => Position): Located {
  const nodeAt = (path: Path): Node => {
    const node = findNodeAtLocation(root, [...path])
    return node ?? (path.length === 0 ? root : nodeAt(path.slice(0, -1)))
  }
  return {
    value: toValue(root),
    position: (path) => positionAt(nodeAt(path).offset),
    keyPosition: (path) => {
      const keys = nodeAt(path.slice(0, -1)).children?.map(({ children }) => children?.[0])
      const key = keys?.find((one) => one?.value === path.at(-1))
      return positionAt((key ?? nodeAt(path)).offset)
    },
  }
}

function toValue(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(toValue)
  if (node.type !== 'object') return node.value
  // From entries, so that a key `__proto__` is a key like others.
  return Object.fromEntries(
    (node.children ?? []).map(({ children }) => [
      String(children?.[0]?.value),
      children?.[1] && toValue(children[1]),
    ]),
  )
}

/** Keys that stand twice in one object. `__proto__` is none either: what comes after must not meet it. */
function repeatedKeys(node: Node): Node[] {
  const own: Node[] = []
  const seen = new Set<unknown>(['__proto__'])
  for (const { type, children } of node.children ?? []) {
    const key = type === 'property' ? children?.[0] : undefined
    if (key === undefined) continue
    if (seen.has(key.value)) own.push(key)
    seen.add(key.value)
  }
  return [...own, ...(node.children ?? []).flatMap(repeatedKeys)]
}

/** Lines and columns from 1; columns count UTF-16 units, as editors do. */
function positionsOf(text: string): (offset: number) => Position {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)]
  return (offset) => {
    const line = starts.findLastIndex((start) => start <= offset)
    return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 }
  }
}
