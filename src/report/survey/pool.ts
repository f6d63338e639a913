import type { Evidence } from './survey-report.ts'

/** So many pieces are kept whole: a page with them still opens. */
const EVIDENCE_MAX = 20_000

type Piece = Omit<Evidence, 'targets'>

/** Pieces of evidence, each once: a script is in a thousand trees and did what it did. */
export class EvidencePool {
  readonly #positions = new Map<string, number>()
  readonly #pieces: { readonly piece: Piece; targets: number }[] = []
  omitted = 0

  /** Its position, for each target that it is found in; null when there is no room. */
  add(piece: Piece): number | null {
    const key = keyOf(piece)
    const known = this.#positions.get(key)
    const entry = known === undefined ? undefined : this.#pieces[known]
    if (known !== undefined && entry !== undefined) {
      entry.targets += 1
      return known
    }
    if (this.#pieces.length >= EVIDENCE_MAX) {
      this.omitted += 1
      return null
    }
    const position = this.#pieces.push({ piece, targets: 1 }) - 1
    this.#positions.set(key, position)
    return position
  }

  all(): readonly Evidence[] {
    return this.#pieces.map(({ piece, targets }) => ({ ...piece, targets }))
  }
}

function keyOf({ package: name, version, script, phase, scanId, findings }: Piece): string {
  const facts = findings.map(({ code, host, address, port, detail }) => [code, host, address, port, detail])
  return JSON.stringify([name, version, script, phase, scanId, facts])
}
