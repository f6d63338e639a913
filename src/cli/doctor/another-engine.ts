import { ENGINES } from '../engines.ts'
import type { CheckStatus } from './check.ts'

/** An engine that does not work is a failure only where it was asked for, or where no other works either. */
export async function statusOfBroken(name: string, wanted: string): Promise<CheckStatus> {
  if (wanted === name) return 'fail'
  for (const engine of ENGINES) {
    if (engine.name === name) continue
    const probe = await (await engine.load([])).probe()
    if (probe.works) return 'warn'
  }
  return 'fail'
}
