import type { Options } from 'yargs'
import { UsageError } from '../error.ts'

/** How a survey runs here; how many machines and cores it has is no part of what it is. */
export const RUN_OPTIONS = {
  workers: { type: 'number', describe: 'Processes that look at packages (one a core)', requiresArg: true },
  boxes: {
    type: 'number',
    describe: 'Sandboxes at the same time (one a core, at least 2)',
    requiresArg: true,
  },
  work: {
    type: 'boolean',
    default: false,
    describe: 'With a survey in a database: work on it here too, not only follow it',
  },
  strict: {
    type: 'boolean',
    default: false,
    describe: 'Exit code 102 when any package is inconclusive',
  },
} as const satisfies Record<string, Options>

export interface RunArguments {
  readonly workers?: number | undefined
  readonly boxes?: number | undefined
  readonly strict: boolean
  readonly work: boolean
}

/** Throws where one of these numbers is none, or below its least. */
export function checkNumbers(
  given: Readonly<Record<string, unknown>>,
  least: Readonly<Record<string, number>>,
): true {
  for (const [name, from] of Object.entries(least)) {
    const value = given[name]
    if (value === undefined || (Number.isSafeInteger(value) && Number(value) >= from)) continue
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
    throw new UsageError(`${flag} takes a whole number from ${from}`, 'dsca survey start --help')
  }
  return true
}
