import { performance } from 'node:perf_hooks'

export interface Measured {
  /** Milliseconds, one a round. */
  readonly npm: readonly number[]
  readonly safe: readonly number[]
}

/** One side of a comparison: `prepare` is not measured. */
export interface Side {
  prepare(): Promise<void>
  run(): Promise<void>
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [upper = Number.NaN, lower = upper] = [
    sorted[middle],
    sorted.length % 2 === 1 ? sorted[middle] : sorted[middle - 1],
  ]
  return (upper + lower) / 2
}

async function once(side: Side): Promise<number> {
  await side.prepare()
  const began = performance.now()
  await side.run()
  return performance.now() - began
}

/** Takes turns, and turns about who is first, so that a slow minute of the machine hits both sides. */
export async function compare(npm: Side, safe: Side, rounds: number): Promise<Measured> {
  const times = { npm: [] as number[], safe: [] as number[] }
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? (['npm', 'safe'] as const) : (['safe', 'npm'] as const)
    for (const name of order) times[name].push(await once(name === 'npm' ? npm : safe))
  }
  return times
}
