import { constants } from 'node:os'

/** `SIGKILL` for 9; its number as text for one without a name. */
export function signalName(number: number): string {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0] ?? String(number)
}
