/** What stands between the markers is ours; everything else in a start file is its owner's, to the byte. */
const VERSION = 1
const BEGIN = `# >>> safe-npm setup ${VERSION} >>>`
/** The file's last line had no end before: removing the block takes the end away again. */
const BEGIN_JOINED = `# >>> safe-npm setup ${VERSION}, below a line that had no end >>>`
const END = `# <<< safe-npm setup <<<`

/** Any version's. An editor may have changed the ends of lines. */
const BEGIN_LINE = /^# >>> safe-npm setup \d+(, below a line that had no end)? >>>\r?$/
const END_LINE = /^# <<< safe-npm setup <<<\r?$/

interface Found {
  readonly start: number
  readonly end: number
  readonly joined: boolean
  /** Length of the line end that was added above: an editor that changed ours has changed that too. */
  readonly added: number
}

/**
 * Puts the lines at the end of the text, between markers, and takes away a block that is there already. Texts are
 * whatever bytes a file has, one character each (latin1): nothing of them is decoded.
 */
export function insertBlock(text: string, lines: readonly string[]): string {
  const rest = removeBlock(text)
  const joined = rest !== '' && !rest.endsWith('\n')
  const block = [joined ? BEGIN_JOINED : BEGIN, ...lines.map(bytesOf), END].join('\n')
  return `${rest}${joined ? '\n' : ''}${block}\n`
}

/** The text as it was before. A marker without its partner is left alone: it is not known what would go with it. */
export function removeBlock(text: string): string {
  let rest = text
  for (let found = findBlock(rest); found !== null; found = findBlock(rest)) {
    const after = rest.slice(found.end)
    const before = rest.slice(0, found.start)
    // Where somebody has written below the block since, the line above it has to end.
    rest = found.joined && after === '' ? before.slice(0, -found.added) : before + after
  }
  return rest
}

export function hasBlock(text: string): boolean {
  return findBlock(text) !== null
}

/** The last end, with the nearest beginning above it. */
function findBlock(text: string): Found | null {
  let end: number | null = null
  let from = text.length
  while (from > 0) {
    const start = from < 2 ? 0 : text.lastIndexOf('\n', from - 2) + 1
    const line = text.slice(start, from).replace(/\n$/, '')
    const begins = BEGIN_LINE.exec(line)
    if (end === null && END_LINE.test(line)) end = from
    else if (end !== null && begins)
      return { start, end, joined: begins[1] !== undefined, added: line.endsWith('\r') ? 2 : 1 }
    from = start
  }
  return null
}

/** A folder's name may be anything in UTF-8. */
function bytesOf(line: string): string {
  return Buffer.from(line, 'utf8').toString('latin1')
}
