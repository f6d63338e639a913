import { escapeText } from '../report/escape.ts'
import { SandboxUnavailable } from '../sandbox/error.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { unavailableLines } from './no-engine.ts'

/** By class name, so that nothing has to be loaded to know that nothing went wrong. */
const USAGE_ERRORS = new Set(['UsageError', 'PolicyError'])
const USAGE_CODES = new Set([
  'scan-id-ambiguous',
  'survey-unknown',
  'survey-ambiguous',
  'survey-source',
  'import-contradicts',
])

function property(error: unknown, name: 'code' | 'hint' | 'name'): string {
  if (typeof error !== 'object' || error === null) return ''
  const value: unknown = Reflect.get(error, name)
  return typeof value === 'string' ? value : ''
}

/** 103 where no sandbox works, 104 for what was asked for wrongly, 105 for every fault of ours. */
export function exitCodeOfError(error: unknown): ExitCode {
  if (error instanceof SandboxUnavailable) return EXIT.noEngine
  const isUsage = USAGE_ERRORS.has(property(error, 'name')) || USAGE_CODES.has(property(error, 'code'))
  return isUsage ? EXIT.usage : EXIT.fault
}

/** What happened and what to type; never a stack trace. */
export function errorLines(error: unknown, program = 'dsca'): string[] {
  if (error instanceof SandboxUnavailable) return unavailableLines(error, 'dsca')
  const message = error instanceof Error ? error.message : String(error)
  const sentence = escapeText(message.replace(/\s*\n\s*/g, ' ').trim(), 400) || 'failed without a word'
  const isUsage = exitCodeOfError(error) === EXIT.usage
  const hint = property(error, 'hint') || (isUsage ? `${program} --help` : '')
  return [`${program}: ${sentence}`, ...(hint === '' ? [] : [`  ${escapeText(hint, 300)}`])]
}
