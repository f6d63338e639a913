/** What happens to one file. Texts are bytes, one character each. */
export interface Change {
  readonly path: string
  /** Null: there is no such file. */
  readonly before: string | null
  /** Null: the file goes. */
  readonly after: string | null
  /** No start file, but one of our own folders'. */
  readonly ours?: boolean
  readonly mode?: number
  /** On undoing: the file had been edited since, so only our block went. */
  readonly edited?: boolean
}

export type ChangeKind = 'created' | 'changed' | 'removed' | 'unchanged' | 'failed'

export interface Changed {
  readonly path: string
  readonly change: ChangeKind
  readonly detail?: string
}

export function kindOf({ before, after }: Change): Exclude<ChangeKind, 'failed'> {
  if (before === after) return 'unchanged'
  if (before === null) return 'created'
  return after === null ? 'removed' : 'changed'
}
