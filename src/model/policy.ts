/** One rule: what a package may or may not contact. A deny wins over any allow. */
export interface PolicyRule {
  readonly effect: 'allow' | 'deny'
  /** Package name, exact, or `*` for every package. */
  readonly package: string
  /** Host, exact and lower case (`files.example`), an explicit wildcard (`*.files.example`: sub-domains only), a canonical address, or `*`. */
  readonly host: string
  readonly reason: string | null
}

export interface Policy {
  readonly rules: readonly PolicyRule[]
}
