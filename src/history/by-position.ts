/** Rows by the position of what they answer among what was asked. */
export function groupByPosition<Row extends { readonly position: number }>(
  rows: readonly Row[],
): ReadonlyMap<number, readonly Row[]> {
  const groups = new Map<number, Row[]>()
  for (const row of rows) {
    const group = groups.get(row.position)
    if (group === undefined) groups.set(row.position, [row])
    else group.push(row)
  }
  return groups
}
