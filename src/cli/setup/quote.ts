import { posix } from 'node:path'

/** One word of a POSIX shell. */
export function quotePosix(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/** In fish a backslash counts between single quotes, too. */
export function quoteFish(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`
}

/** PowerShell takes the typographic quotes for the plain one. */
export function quotePowerShell(text: string): string {
  return `'${text.replace(/['\u2018-\u201b]/g, '$&$&')}'`
}

/** Below the home by way of `$HOME`, so that start files can be shared between machines. */
export function homeRelative(path: string, home: string, quote: (text: string) => string): string {
  const rest = posix.relative(home, path)
  if (rest === '' || rest.startsWith('..') || posix.isAbsolute(rest)) return quote(path)
  return `"$HOME"${quote(`/${rest}`)}`
}
