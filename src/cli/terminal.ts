import { PLAIN_STYLE, type Style } from '../report/style.ts'

type Output = 'stdout' | 'stderr'

/** Columns to write for; 80 where nobody says. */
export function columnsOf(output: Output): number {
  const columns = process[output].columns ?? Number(process.env.COLUMNS)
  return Number.isInteger(columns) && columns > 0 ? columns : 80
}

/** chalk and ora know FORCE_COLOR and not NO_COLOR (https://no-color.org); who sets both wants colours. */
export function allowsColour(env: Readonly<Record<string, string | undefined>> = process.env): boolean {
  return !env.NO_COLOR || env.FORCE_COLOR !== undefined
}

/** Colours as chalk thinks right for this stream (NO_COLOR, FORCE_COLOR, TERM, TTY). Loaded when asked for. */
export async function terminalStyle(output: Output): Promise<Style> {
  // Text for a pipe has none; so the usual CI run never loads chalk.
  if (!process[output].isTTY && process.env.FORCE_COLOR === undefined) return PLAIN_STYLE
  if (!allowsColour()) return PLAIN_STYLE
  const { chalkStderr, default: chalkStdout } = await import('chalk')
  const chalk = output === 'stdout' ? chalkStdout : chalkStderr
  return {
    bold: (text) => chalk.bold(text),
    dim: (text) => chalk.dim(text),
    red: (text) => chalk.red(text),
    yellow: (text) => chalk.yellow(text),
    green: (text) => chalk.green(text),
    cyan: (text) => chalk.cyan(text),
  }
}
