import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDriver, type Driven, type Driver, npmWords, publishDriven } from '../helpers/drive-npm.ts'
import { inParallel } from '../helpers/in-parallel.ts'
import { fetchNpms } from '../helpers/npms.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'

// Every word that an npm takes for a command, as that npm itself says: what brings in code stopped at the door, what
// does not ended as it does without us, and npm saw what was typed. No engine works here: whoever is asked says 103.
const npms = await fetchNpms()
let registry: LoopbackRegistry
beforeAll(async () => {
  registry = await startRegistry()
  await publishDriven(registry)
})
afterAll(async () => {
  npms[Symbol.dispose]()
  await registry?.[Symbol.asyncDispose]()
})

/** After any command; `MORE` are ways to bring in code that a word alone does not show. */
const ARGUMENTS = [[], ['--yes', 'absent', 'there']] as const
const MORE = [
  ['edit', 'there'],
  ['audit', 'fix'],
  ['cache', 'add', 'absent'],
  ['exec', '--yes', '--call=absent', '--package=absent'],
] as const

interface Row {
  readonly line: readonly string[]
  readonly alone: Driven
  readonly ours: Driven
}

/** Our flag is between the command and the rest. */
const withOurs = ([word = '', ...rest]: readonly string[]) => [word, '--safe-engine=docker', ...rest]

const expected = ({ line, alone }: Pick<Row, 'line' | 'alone'>) => ({
  line: line.join(' '),
  argv: alone.argv,
  broughtCode: false,
  stopped: alone.broughtCode,
  code: alone.broughtCode ? 103 : alone.code,
})
const seen = ({ line, ours }: Pick<Row, 'line' | 'ours'>) => ({ line: line.join(' '), ...ours })

describe.each([npms.npm10, npms.npm11, npms.npm12].map((npm) => [npm.name, npm] as const))('%s', (_, npm) => {
  const words = npmWords(npm)
  let driver: Driver
  let rows: Row[] = []
  beforeAll(async () => {
    driver = await createDriver(npm, registry)
  })
  afterAll(() => driver?.[Symbol.asyncDispose]())

  test('every command', async () => {
    const lines = [...words.commands.flatMap((word) => ARGUMENTS.map((args) => [word, ...args])), ...MORE]
    rows = await inParallel(lines, async (line) => ({
      line,
      alone: await driver.npm(line),
      ours: await driver.safeNpm(withOurs(line)),
    }))
    expect(rows.map(seen)).toEqual(rows.map(expected))
    expect(rows.filter(({ alone }) => alone.broughtCode).length).toBeGreaterThanOrEqual(15)
  })

  test('every alias, and every abbreviation of what brings in code', async () => {
    const rowOf = (word: string) => {
      const own = rows.filter(({ line }) => line[0] === words.commandOf(word))
      return own.find(({ alone }) => alone.broughtCode) ?? own[0]
    }
    const bringing = words.abbreviations.filter((word) => rowOf(word)?.alone.broughtCode === true)
    // Abbreviations are npm's own list of words, made the same way in each: one npm is driven through all of them.
    const driven = [...words.aliases, ...(npm === npms.npm11 ? bringing : bringing.slice(0, 5))]
    const results = await inParallel(driven, async (word) => {
      const row = rowOf(word)
      if (row === undefined) throw new Error(`npm takes ${word} for no command`)
      const line = [word, ...row.line.slice(1)]
      const alone = { ...row.alone, argv: line }
      return { line, alone, ours: await driver.safeNpm(withOurs(line)) }
    })
    expect(results.map(seen)).toEqual(results.map(expected))
    expect(results.filter(({ ours }) => ours.stopped).length).toBeGreaterThanOrEqual(
      npm === npms.npm11 ? 50 : 20,
    )
  })

  test('every other abbreviation is one of these commands', () => {
    const commands = new Set(rows.map(({ line }) => line[0]))
    expect(words.abbreviations.filter((word) => !commands.has(words.commandOf(word)))).toEqual([])
  })
})
