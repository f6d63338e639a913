import { ROWS_A } from './rows-a.ts'
import { ROWS_B } from './rows-b.ts'
import { ROWS_C } from './rows-c.ts'
import type { Threat } from './threat.ts'

/** Every row that must have an entry: 12 ways to run, 18 ways out, 12 ways to hide. */
export const IDS: readonly string[] = [...numbered('A', 12), ...numbered('B', 18), ...numbered('C', 12)]

export const THREATS: readonly Threat[] = [...ROWS_A, ...ROWS_B, ...ROWS_C]

function numbered(letter: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${letter}${index + 1}`)
}
