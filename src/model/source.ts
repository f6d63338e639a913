/** A place in a file of the project, for those who show findings beside code. */
export interface SourceLine {
  /** Relative to the root of the repository, with forward slashes. */
  readonly file: string
  /** From 1. */
  readonly line: number
}

/** Where the project's own files speak of packages. */
export interface SourceLines {
  /** What is named where nothing better is known: the lockfile or package.json, its first line. */
  readonly fallback: SourceLine
  /** Entries of the lockfile, by `name@version`. */
  readonly entries: ReadonlyMap<string, SourceLine>
  /** Dependencies in the project's package.json, by the name they are called there. */
  readonly dependencies: ReadonlyMap<string, SourceLine>
}
