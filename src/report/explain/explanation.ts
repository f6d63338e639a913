/** What one of our codes means. Plain words, `code` in backticks; nothing in it comes from outside. */
export interface Explanation {
  /** A few words, for a list. */
  readonly title: string
  /** What happened, and why it matters. */
  readonly means: string
  /** What usually brings it about, the most harmless first. */
  readonly causes: string
  /** What to do, and what to type. */
  readonly todo: string
}
