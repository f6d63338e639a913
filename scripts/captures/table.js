export function comparisonTable(rows) {
  return rows
    .filter((row) => row.ours + row.theirs > 0)
    .map((row) => JSON.stringify(row))
    .join('\n')
}
