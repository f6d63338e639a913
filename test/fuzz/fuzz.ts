import { Random } from './random.ts'
import { createTargets } from './targets.ts'

interface FuzzOptions {
  readonly inputs: number
  readonly seed: number
  /** Called before each input, so that somebody else can see which one does not end. */
  readonly onInput?: (index: number) => void
}

/** Runs decoders on mutated inputs; throws at the first that breaks a promise. Returns how many events there were. */
export function fuzz({ inputs, seed, onInput }: FuzzOptions): number {
  const targets = createTargets()
  for (let index = 0; index < inputs; index++) {
    onInput?.(index)
    try {
      targets.run(new Random((seed + index) | 0))
    } catch (error) {
      throw new Error(`input ${index} of seed ${seed}`, { cause: error })
    }
  }
  targets.finish()
  return targets.events()
}
