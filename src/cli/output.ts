import { terminalSafeJson } from '../report/json.ts'
import { asciiOnly, noCommands } from '../report/terminal-text.ts'
import { showsUnicode } from './charset.ts'

/** Text as it may leave. */
export function fitted(text: string): string {
  const safe = noCommands(text)
  return showsUnicode() ? safe : asciiOnly(safe)
}

/** The one writer of dsca's stdout, but for JSON. */
export function print(lines: readonly string[]): void {
  if (lines.length > 0) process.stdout.write(`${fitted(lines.join('\n'))}\n`)
}

/** The one writer of what we say on stderr; ends of lines are part of the text. */
export function say(text: string): void {
  process.stderr.write(fitted(text))
}

/** Commands to a CI, which have made sure that nothing in them comes from outside as it was. */
export function sayCommands(lines: readonly string[]): void {
  const text = `${lines.join('\n')}\n`
  process.stderr.write(showsUnicode() ? text : asciiOnly(text))
}

export function printJson(value: unknown): void {
  process.stdout.write(terminalSafeJson(value))
}

/** A reader that has seen enough (`dsca history | head`) is no fault. */
export function endQuietlyOnClosedPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit()
  })
}
