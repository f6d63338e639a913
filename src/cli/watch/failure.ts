import { PolicyError } from '../../policy/error.ts'
import { escapeText } from '../../report/escape.ts'
import { SandboxUnavailable } from '../../sandbox/error.ts'
import { UsageError } from '../error.ts'
import { EXIT } from '../exit-codes.ts'
import { unavailableLines } from '../no-engine.ts'
import { say } from '../output.ts'

/** Says why nothing was installed, and what to type. Returns the exit code. */
export function writeFailure(error: unknown, write: (text: string) => void = say): number {
  if (error instanceof SandboxUnavailable) {
    write(`${unavailableLines(error, 'safe-npm').join('\n')}\n`)
    return EXIT.noEngine
  }
  const text = escapeText(error instanceof Error ? error.message : String(error), 500)
  if (error instanceof UsageError || error instanceof PolicyError) {
    write(`safe-npm: ${text} (exit ${EXIT.usage})\n`)
    if (error instanceof UsageError) write(`  ${escapeText(error.hint, 300)}\n`)
    return EXIT.usage
  }
  const hint = (error as { hint?: unknown }).hint
  write(`safe-npm: nothing was installed: ${text} (exit ${EXIT.fault})\n`)
  write(
    `  ${typeof hint === 'string' ? escapeText(hint, 300) : 'dsca doctor looks for the cause. This once without a watch: --safe-skip'}\n`,
  )
  if (process.argv.includes('--loglevel=silly') && error instanceof Error) write(`${error.stack}\n`)
  return EXIT.fault
}
