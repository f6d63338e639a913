import { readFileSync } from 'node:fs'
import { expect, it, test } from 'vitest'
import { IDS, THREATS } from '../../threats/rows.ts'
import { onEngine, type Threat } from '../../threats/threat.ts'

// The page is made of what a run saw, and a run is long: here is only checked that it is about this table.
const written = readFileSync(new URL('../../../docs/detection.md', import.meta.url), 'utf8')
const lines = written.split('\n')
const SHOWN = /and \d+ more/

test.each(IDS)('%s has a fixture', (id) => {
  expect(THREATS.some((threat) => threat.id === id)).toBe(true)
})

it('has a name of its own for each', () => {
  expect(new Set(THREATS.map(({ name }) => name)).size).toBe(THREATS.length)
})

test.each(THREATS.map((threat) => [threat.id, threat.name, threat] as const))(
  'docs/detection.md says of %s %s what is expected; if not: npm run docs:detection',
  (id, _name, threat) => {
    const line = lines.find((one) => one.startsWith(`| ${id} | ${threat.title} |`)) ?? ''
    const [, , , first = '', second = '', whose = ''] = line.split(/(?<!\\)\|/)
    const cells = [first, second.trim() === 'the same' ? first : second]
    for (const [index, engine] of (['bubblewrap', 'docker'] as const).entries()) {
      says(cells[index] ?? '', onEngine(threat, engine))
    }
    if (threat.findings.length > 0 && threat.blamed !== undefined) expect(whose).toContain(threat.blamed)
  },
)

it('has a line for each and no other', () => {
  expect(lines.filter((line) => /^\| [ABC]\d/.test(line))).toHaveLength(THREATS.length)
})

function says(cell: string, { verdict, findings, notSeen }: Threat): void {
  expect(cell).toContain(`**${verdict}**`)
  if (notSeen === undefined) expect(cell).not.toContain('not seen, because')
  else expect(cell).toContain(`not seen, because ${notSeen}`)
  for (const { code, place } of findings) {
    expect(cell).toContain(`\`${code}\`: `)
    if (place !== undefined && !SHOWN.test(cell)) expect(cell).toContain(`\`${place}`)
  }
}
