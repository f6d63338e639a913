import { SandboxUnavailable, type Tried } from './error.ts'
import type { SandboxEngine } from './sandbox.ts'

export interface Selected {
  readonly engine: SandboxEngine
  /** Why this one: what was tried before it and what its own probe says. */
  readonly why: string
}

/** An engine that is loaded when it is its turn. */
export interface Candidate {
  readonly name: string
  load(): Promise<SandboxEngine>
}

/** The first engine that its own probe says works, in the order given; only the wanted one unless `auto`. */
export async function selectEngine(candidates: readonly Candidate[], wanted: string): Promise<Selected> {
  const tried: Tried[] = []
  for (const { name, load } of candidates) {
    if (wanted !== 'auto' && name !== wanted) continue
    const engine = await load()
    const probe = await engine.probe()
    tried.push({ name, probe })
    if (probe.works)
      return { engine, why: tried.map(({ name: one, probe: { detail } }) => `${one}: ${detail}`).join('; ') }
  }
  throw new SandboxUnavailable(tried)
}
