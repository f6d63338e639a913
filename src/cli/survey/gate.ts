/** A turn of one who has something to run. */
interface Waiting {
  readonly keys: readonly string[]
  readonly enter: (leave: () => void) => void
}

/**
 * Lets into the boxes as many as the machine carries, and never two that would run the same package: the second waits,
 * and finds in the history what the first has seen.
 */
export class Gate {
  readonly #boxes: number
  readonly #inside = new Set<string>()
  readonly #waiting: Waiting[] = []
  #used = 0

  constructor(boxes: number) {
    this.#boxes = boxes
  }

  enter(keys: readonly string[]): Promise<() => void> {
    return new Promise((enter) => {
      this.#waiting.push({ keys, enter })
      this.#admit()
    })
  }

  #admit(): void {
    for (let at = 0; at < this.#waiting.length && this.#used < this.#boxes; ) {
      const next = this.#waiting[at]
      if (next === undefined || next.keys.some((key) => this.#inside.has(key))) {
        at += 1
        continue
      }
      this.#waiting.splice(at, 1)
      next.enter(this.#take(next.keys))
    }
  }

  #take(keys: readonly string[]): () => void {
    this.#used += 1
    for (const key of keys) this.#inside.add(key)
    let left = false
    return () => {
      if (left) return
      left = true
      this.#used -= 1
      for (const key of keys) this.#inside.delete(key)
      this.#admit()
    }
  }
}
