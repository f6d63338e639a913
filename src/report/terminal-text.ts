// The last thing that happens to text before it leaves: by then it is escaped, painted and wrapped.

/** What we draw with, each by one character of ASCII, so that columns stay columns. */
const IN_ASCII: Readonly<Record<string, string>> = {
  '✖': 'x',
  '▲': '!',
  '✔': '+',
  '→': '>',
  '└': '`',
  '│': '|',
  '…': '~',
  '·': '.',
  '×': 'x',
  '“': '"',
  '”': '"',
  '❯': '>',
}

/** For terminals that cannot show more: what has no likeness becomes a question mark. */
export function asciiOnly(text: string): string {
  return text.replace(/[^\x00-\x7f]/gu, (character) => IN_ASCII[character] ?? '?')
}

/**
 * A line that begins with `::` is a command to GitHub Actions, wherever it came from: a line is wrapped where a
 * package has planned it to be.
 */
export function noCommands(text: string): string {
  return text.replace(/^([^\S\n]*):(?=:)/gm, '$1\\x3a')
}
