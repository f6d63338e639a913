const SECTIONS = [
  ['A', 'How code gets to run'],
  ['B', 'Where it goes'],
  ['C', 'Hiding and afterwards'],
]
const ENGINES = ['bubblewrap', 'docker']
/** So many places make a cell; the rest is counted. */
const SHOWN_MAX = 6

const HEAD = [
  '<!-- Made by `npm run docs:detection` of what test/e2e/threats.test.ts sees. Change test/threats. -->',
  '',
  '# What is seen of what hostile packages do',
  '',
  'Each line is an inert package that imitates one thing hostile packages do (public incident reports of 2017 to 2026),',
  'scanned in the sandbox on both engines: what was found, whose doing it is said to be, and the verdict. What is not seen',
  'says why. The packages and what is expected of them are in `test/threats`; that plain npm lets each of them act is shown',
  'by `test/e2e/threats-red.test.ts`. [findings.md](findings.md) explains the codes, [limits.md](limits.md) the limits.',
  '',
]

/** Everything that comes from a package stands in backticks; a bar would end the cell. */
const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
const code = (text) => `\`${text.replaceAll('`', "'")}\``

function seenText({ seen, verdict, notSeen }) {
  const groups = [...groupBy(seen)].map(([name, all]) => {
    const places = [...new Set(all.map(({ what }) => what))]
    const more = places.length - SHOWN_MAX
    return `${code(name)}: ${places.slice(0, SHOWN_MAX).map(code).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
  })
  const because = notSeen === null ? [] : [`not seen, because ${notSeen}`]
  return [`**${verdict}**`, ...groups, ...because].join('<br>')
}

function groupBy(seen) {
  const groups = new Map()
  for (const one of seen) groups.set(one.code, [...(groups.get(one.code) ?? []), one])
  return groups
}

function line(name, results) {
  const [of, other] = ENGINES.map((engine) =>
    results.find((one) => one.name === name && one.engine === engine),
  )
  if (of === undefined || other === undefined) throw new Error(`${name}: no result of one of the engines`)
  const [first, second] = [of, other].map(seenText)
  const whose = [...new Set([...of.seen, ...other.seen].map((one) => one.whose))].map(code).join(', ')
  const cells = [of.id, of.title, first, first === second ? 'the same' : second, whose || '–', of.note ?? '']
  return `| ${cells.map(cell).join(' | ')} |`
}

/** docs/detection.md, of the results of both engines. */
export function detectionPage(results) {
  const names = [...new Set(results.map(({ name }) => name))]
  const idOf = (name) => results.find((one) => one.name === name).id
  const byNumber = (a, b) => Number(idOf(a).slice(1)) - Number(idOf(b).slice(1))
  const sections = SECTIONS.flatMap(([letter, title]) => [
    `## ${letter}. ${title}`,
    '',
    '| row | what it does | bubblewrap | docker | attributed to | notes |',
    '|---|---|---|---|---|---|',
    ...names
      .filter((name) => idOf(name).startsWith(letter))
      .sort(byNumber)
      .map((name) => line(name, results)),
    '',
  ])
  return [...HEAD, ...sections].join('\n').replace(/\n+$/, '\n')
}
