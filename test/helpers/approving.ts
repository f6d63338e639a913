import { afterAll, beforeAll } from 'vitest'
import { fetchNpms, type Npms } from './npms.ts'
import { type LoopbackRegistry, startRegistry } from './registry.ts'
import { publishScripted } from './script-packages.ts'

/** What every test file of script approvals needs; there from the first test on. */
export interface Approving {
  readonly registry: LoopbackRegistry
  readonly npms: Npms
}

/** To be called at the top of a test file. */
export function setUpApproving(): Approving {
  const made: { registry?: LoopbackRegistry; npms?: Npms } = {}
  beforeAll(async () => {
    made.registry = await startRegistry()
    await publishScripted(made.registry)
    made.npms = await fetchNpms()
  })
  afterAll(async () => {
    made.npms?.[Symbol.dispose]()
    await made.registry?.[Symbol.asyncDispose]()
  })
  return made as Approving
}
