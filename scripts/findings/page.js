const SECTIONS = [
  [
    'finding',
    'Findings',
    'A finding is a code and its arguments; [json.md](json.md#findings) has its fields.',
  ],
  [
    'fault',
    'Faults of a watch',
    'They stand at the beginning of the detail of a `watch-incomplete`. Each makes a scan inconclusive.',
  ],
  ['exit code', 'Exit codes', "Any other code is npm's own, which ran."],
]

/** An anchor of its own, so that a link is the code itself. */
const anchor = ({ kind, code }) => (kind === 'exit code' ? `exit-${code}` : code)

function entry(one) {
  return [
    `<a id="${anchor(one)}"></a>`,
    '',
    `### ${one.kind === 'exit code' ? one.code : `\`${one.code}\``}: ${one.title}`,
    '',
    one.means,
    '',
    `**Usually:** ${one.causes}`,
    '',
    `**What to do:** ${one.todo}`,
    '',
  ]
}

/** docs/findings.md, of what `dsca explain --json` lists. */
export function findingsPage(explained) {
  const sections = SECTIONS.flatMap(([kind, title, words]) => [
    `## ${title}`,
    '',
    words,
    '',
    ...explained.filter((one) => one.kind === kind).flatMap(entry),
  ])
  return [
    '<!-- Made by `npm run docs:findings` of the texts in src/report/explain. Change those. -->',
    '',
    '# What the codes mean',
    '',
    'The same is printed by `dsca explain CODE`; `dsca explain` lists the codes.',
    '',
    ...sections,
  ]
    .join('\n')
    .replace(/\n+$/, '\n')
}
