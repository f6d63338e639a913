import { fork } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openSqliteHistory } from '../../src/history/sqlite/open.ts'
import { type Compiled, compile } from '../helpers/compile.ts'
import {
  CONTEXT,
  type HistoryPlace,
  historyContract,
  ID,
  keyOf,
  knownOf,
  recordOf,
} from './history-contract.ts'

async function sqlitePlace(): Promise<HistoryPlace & { readonly file: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'safe-npm-history-'))
  const file = join(folder, 'new', 'history.db')
  return {
    file,
    open: () => openSqliteHistory(file),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}

const WRITER = fileURLToPath(new URL('../helpers/history-writer.mjs', import.meta.url))
let compiled: Compiled
beforeAll(async () => {
  compiled = await compile('history', 'shared')
})
afterAll(() => compiled[Symbol.asyncDispose]())

function startWriter(file: string, tag: string, count: number) {
  return fork(WRITER, [compiled.url('history/sqlite/open.ts'), file, tag, String(count)])
}

describe('SQLite keeps the contract', () => {
  historyContract(sqlitePlace)
})

describe('the SQLite file', () => {
  let place: Awaited<ReturnType<typeof sqlitePlace>>
  beforeEach(async () => {
    place = await sqlitePlace()
    await using history = await place.open()
    await history.record(recordOf(ID, [knownOf(keyOf('a'))]), CONTEXT)
  })
  afterEach(() => place[Symbol.asyncDispose]())

  const change = (sql: string) => {
    const database = new Database(place.file)
    database.exec(sql)
    database.close()
  }

  it("is the user's alone", async () => {
    await using _ = await place.open()
    const modes = await Promise.all(
      [join(place.file, '..'), place.file, `${place.file}-wal`].map(
        async (path) => (await stat(path)).mode & 0o777,
      ),
    )
    expect(modes).toEqual([0o700, 0o600, 0o600])
  })

  const DAMAGES: readonly {
    readonly name: string
    readonly code: string
    readonly damage: () => Promise<void> | void
  }[] = [
    { name: 'a newer schema', code: 'history-newer', damage: () => change('PRAGMA user_version = 999') },
    { name: 'a negative schema', code: 'history-newer', damage: () => change('PRAGMA user_version = -1') },
    {
      name: 'no database at all',
      code: 'history-corrupt',
      damage: () => writeFile(place.file, 'hello '.repeat(999)),
    },
    { name: 'a file cut short', code: 'history-corrupt', damage: () => truncate(place.file, 9_000) },
    {
      name: 'a database of something else',
      code: 'history-corrupt',
      damage: () => change('PRAGMA user_version = 0'),
    },
    {
      name: 'a phase added',
      code: 'history-corrupt',
      damage: () => change(`UPDATE observations SET phases = '["import","install"]'`),
    },
    {
      name: 'a record moved to another package',
      code: 'history-corrupt',
      damage: () => change(`UPDATE packages SET integrity = 'sha512-b'`),
    },
    { name: 'a table gone', code: 'history-failed', damage: () => change('DROP TABLE observations') },
  ]
  for (const { name, code, damage } of DAMAGES) {
    it(`gives ${code} for ${name}, and knows nothing`, async () => {
      await damage()
      const asking = (async () => {
        await using history = await place.open()
        return await history.known([keyOf('a'), keyOf('a', { integrity: 'sha512-b' })], CONTEXT)
      })()
      await expect(asking).rejects.toMatchObject({
        name: 'HistoryError',
        code,
        hint: expect.stringMatching(/\w/),
      })
    })
  }

  it('leaves a database of a newer version as it is', async () => {
    change('PRAGMA user_version = 999')
    const before = await readFile(place.file)
    await expect(place.open()).rejects.toMatchObject({ code: 'history-newer' })
    expect((await readFile(place.file)).equals(before)).toBe(true)
  })

  it('notices a report that was damaged', async () => {
    change(`UPDATE scans SET report = x'00'`)
    await using history = await place.open()
    await expect(history.scan(ID)).rejects.toMatchObject({ code: 'history-corrupt' })
  })

  it.skipIf(process.getuid?.() === 0)(
    'says so when it cannot be written (skipped: root may write anything)',
    async () => {
      await chmod(place.file, 0o400)
      await expect(place.open()).rejects.toMatchObject({ code: 'history-unwritable' })
    },
  )

  it('says so when its folder is a file', async () => {
    await expect(openSqliteHistory(join(place.file, 'x', 'y.db'))).rejects.toMatchObject({
      code: 'history-unwritable',
    })
  })

  it('waits for another writer', async () => {
    const other = new Database(place.file)
    other.exec('BEGIN IMMEDIATE')
    const child = startWriter(place.file, 'w', 1)
    await once(child, 'message')
    other.exec('COMMIT')
    other.close()
    expect(await once(child, 'exit')).toEqual([0, null])
  })
})

it('takes several processes at once, from the first moment of the file on', async () => {
  await using place = await sqlitePlace()
  const writers = ['x', 'y', 'z'].map((tag) => startWriter(place.file, tag, 20))
  const ends = await Promise.all(writers.map((child) => once(child, 'exit')))
  expect(ends).toEqual(writers.map(() => [0, null]))
  await using history = await place.open()
  expect(await history.statistics()).toMatchObject({ scans: 60, packages: 60 })
})
