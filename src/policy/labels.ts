/**
 * The labels of a name as DNS has them, in RFC 4343's escapes: `a\.b.example` has two labels, and the first holds
 * a dot. Cutting at every dot would let whoever owns `a\.b.example`'s parent pass for a sub-domain of `b.example`.
 */
export function labelsOf(name: string): readonly string[] {
  return name.match(/(?:\\[0-9]{3}|\\[^0-9]|[^.\\])+/g) ?? []
}

/** `name` is a true sub-domain of `parent`: labels are compared from the right, byte by byte. */
export function isSubdomain(name: string, parent: string): boolean {
  const labels = labelsOf(name)
  const suffix = labelsOf(parent)
  if (labels.join('.') !== name || suffix.length === 0 || labels.length <= suffix.length) return false
  const offset = labels.length - suffix.length
  return suffix.every((label, i) => labels[offset + i] === label)
}
