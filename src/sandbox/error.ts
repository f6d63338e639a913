import type { Probe } from './sandbox.ts'

/** One engine and what its own probe said. */
export interface Tried {
  readonly name: string
  readonly probe: Probe
}

/** No engine works here: exit code 103. `tried` says why, engine by engine, and what to type. */
export class SandboxUnavailable extends Error {
  readonly code = 'sandbox-unavailable'
  readonly tried: readonly Tried[]

  constructor(tried: readonly Tried[]) {
    super(
      `no sandbox works on this machine (${tried.map(({ name, probe }) => `${name}: ${probe.detail}`).join('; ')})`,
    )
    this.name = 'SandboxUnavailable'
    this.tried = tried
  }
}
