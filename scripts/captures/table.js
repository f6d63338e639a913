/** Files in which either program found a name, then what was in the others, as Markdown. */
export function comparisonTable(rows) {
  const named = rows.filter((row) => row.ours + row.theirs > 0)
  const by = (verdict) => named.filter((row) => row.verdict === verdict)
  return [
    `${rows.length} captures, ${rows.reduce((sum, row) => sum + row.packets, 0)} packets. ` +
      `In ${named.length} of them one of the two programs finds names: ` +
      `${by('equal').length} the same, ${by('explained').length} with a difference that is explained, ` +
      `${by('unexplained').length} with one that is not.`,
    '',
    ...differences([...by('unexplained'), ...by('explained')]),
    '',
    `What keeps a file from being read to its end: ${problems(rows)}.`,
    '',
    '## The same names',
    '',
    '| capture | packets | names |',
    '|---|---|---|',
    ...by('equal').map((row) => `| ${cell(row.file)} | ${row.packets} | ${row.ours} |`),
  ].join('\n')
}

function differences(rows) {
  const lines = rows.flatMap((row) =>
    groups(row.reasons).map(({ side, reason, names }) => {
      const shown = names.slice(0, 3).map(cell).join(' ')
      const more = names.length > 3 ? ` and ${names.length - 3} more` : ''
      return `| ${cell(row.file)} | ${row.ours} | ${row.theirs} | ${side} | ${shown}${more} | ${reason ?? '**not explained**'} |`
    }),
  )
  return [
    '## Differences',
    '',
    '| capture | dsca | tshark | only | names | why |',
    '|---|---|---|---|---|---|',
    ...lines,
  ]
}

function groups(reasons) {
  const found = new Map()
  for (const { name, side, reason } of reasons) {
    const key = `${side} ${reason}`
    const group = found.get(key) ?? { side, reason, names: [] }
    group.names.push(name)
    found.set(key, group)
  }
  return [...found.values()]
}

function problems(rows) {
  const counts = new Map()
  for (const { problem } of rows) counts.set(problem, (counts.get(problem) ?? 0) + 1)
  counts.delete(null)
  const listed = [...counts].sort(([, one], [, other]) => other - one)
  return listed.map(([problem, count]) => `${problem} ${count}×`).join(', ') || 'nothing'
}

/** Names come from captures: nothing in them is markup or moves a cursor. */
function cell(text) {
  return `\`${text.replace(/[^\x20-\x7e]|[|`]/g, '?').slice(0, 80)}\``
}
