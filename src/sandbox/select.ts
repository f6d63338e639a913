import { SandboxUnavailable, type Tried } from './error.ts'
import type { SandboxEngine } from './sandbox.ts'

export interface Selected {
  readonly engine: SandboxEngine
  /** Why this one: what was tried before it and what its own probe says. */
  readonly why: string
}

/** The first engine that its own probe says works, in the order given; only the wanted one unless `auto`. */
export async function selectEngine(engines: readonly SandboxEngine[], wanted: string): Promise<Selected> {
  const tried: Tried[] = []
  for (const engine of engines) {
    if (wanted !== 'auto' && engine.name !== wanted) continue
    const probe = await engine.probe()
    tried.push({ name: engine.name, probe })
    if (probe.works)
      return { engine, why: tried.map(({ name, probe: { detail } }) => `${name}: ${detail}`).join('; ') }
  }
  if (tried.length === 0) {
    tried.push({ name: wanted, probe: { works: false, detail: 'not in this version', fix: null } })
  }
  throw new SandboxUnavailable(tried)
}
