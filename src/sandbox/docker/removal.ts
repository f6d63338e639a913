/** What became of something that was to be removed. */
export interface Removal {
  readonly kind: 'image' | 'kit'
  readonly name: string
  /** Null where the daemon does not say. */
  readonly bytes: number | null
  readonly outcome: 'removed' | 'in-use' | 'failed'
  /** The daemon's own words when it was not removed. */
  readonly detail: string
}

const CONFLICT = 409

/** Never forced: what somebody uses stays, and that is said. */
export async function tryToRemove(
  what: Pick<Removal, 'kind' | 'name' | 'bytes'>,
  remove: () => Promise<unknown>,
): Promise<Removal> {
  try {
    await remove()
    return { ...what, outcome: 'removed', detail: '' }
  } catch (error) {
    const isUsed = (error as { statusCode?: unknown }).statusCode === CONFLICT
    const text = error instanceof Error ? error.message : String(error)
    const detail = text.replace(/^\(HTTP code \d+\) [\w ]+ - /, '').trim()
    return { ...what, outcome: isUsed ? 'in-use' : 'failed', detail }
  }
}
