/** One step of the schema. A step that was released is never edited: the next one changes it. */
export interface Migration {
  /** 1, 2, 3, …: the schema's version when this step is done. */
  readonly version: number
  readonly sqlite: string
  readonly postgres: string
}

/**
 * The version that the migrations lead to. A number of its own, so that a history that is up to date is opened
 * without loading them; a test compares the two.
 */
export const SCHEMA_VERSION = 1
