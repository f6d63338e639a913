import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPostgresHistory } from '../../src/history/postgres/open.ts'
import { type Compiled, compile } from '../helpers/compile.ts'
import { PASSWORD, startPostgres, type TestPostgres } from '../helpers/postgres.ts'
import {
  CONTEXT,
  type HistoryPlace,
  historyContract,
  ID,
  idOf,
  keyOf,
  knownOf,
  recordOf,
} from './history-contract.ts'

const WRITER = fileURLToPath(new URL('../helpers/history-writer.mjs', import.meta.url))
let postgres: TestPostgres
let compiled: Compiled
beforeAll(async () => {
  postgres = await startPostgres()
  compiled = await compile('history', 'shared')
})
afterAll(async () => {
  await compiled[Symbol.asyncDispose]()
  await postgres[Symbol.asyncDispose]()
})

async function newPlace(): Promise<HistoryPlace & { readonly address: string }> {
  const address = await postgres.newDatabase()
  return { address, open: () => openPostgresHistory(address), [Symbol.asyncDispose]: async () => {} }
}

const databaseOf = (address: string) => new URL(address).pathname.slice(1)

describe('PostgreSQL keeps the contract', () => {
  historyContract(newPlace)
})

describe('the address', () => {
  it('is told without its password', async () => {
    const place = await newPlace()
    await using history = await openPostgresHistory(
      `${place.address}?application_name=x&password=${PASSWORD}`,
    )
    expect(history.place).toBe(`postgres://owner@127.0.0.1:${postgres.port}/${databaseOf(place.address)}`)
  })

  it('takes user and password from where libpq has them', async () => {
    const { address } = await newPlace()
    const set = { PGUSER: 'owner', PGPASSWORD: PASSWORD, PGPORT: String(postgres.port), PGHOST: '127.0.0.1' }
    Object.assign(process.env, set)
    try {
      await using history = await openPostgresHistory(`postgres:///${databaseOf(address)}`)
      expect(await history.rules()).toEqual([])
    } finally {
      for (const name of Object.keys(set)) delete process.env[name]
    }
  })
})

const FAILURES: readonly {
  readonly name: string
  readonly code: string
  readonly address?: (good: string) => string
  readonly damage?: string
}[] = [
  {
    name: 'a wrong password',
    code: 'history-login',
    address: (good) => good.replace(encodeURIComponent(PASSWORD), 'wrong'),
  },
  {
    name: 'no such database',
    code: 'history-login',
    address: (good) => good.replace(/[^/]*$/, 'nowhere'),
  },
  {
    name: 'nobody listening',
    code: 'history-unreachable',
    address: (good) => good.replace(/:\d+\//, ':9/'),
  },
  {
    name: 'a host without an address',
    code: 'history-unreachable',
    address: (good) => good.replace('127.0.0.1', 'db.invalid'),
  },
  {
    name: 'TLS asked of a server without it',
    code: 'history-login',
    address: (good) => `${good}?sslmode=require`,
  },
  { name: 'a newer schema', code: 'history-newer', damage: 'UPDATE safe_npm.versions SET version = 999' },
  { name: 'a negative schema', code: 'history-newer', damage: 'UPDATE safe_npm.versions SET version = -1' },
  {
    name: 'a schema of something else',
    code: 'history-corrupt',
    damage: 'DROP TABLE safe_npm.versions',
  },
  {
    name: 'a phase added',
    code: 'history-corrupt',
    damage: `UPDATE safe_npm.observations SET phases = '["import","install"]'`,
  },
  {
    name: 'a record moved to another package',
    code: 'history-corrupt',
    damage: `UPDATE safe_npm.packages SET integrity = 'sha512-b'`,
  },
  { name: 'a table gone', code: 'history-corrupt', damage: 'DROP TABLE safe_npm.observations' },
  {
    name: 'a right lacking',
    code: 'history-unwritable',
    damage: 'REVOKE SELECT ON safe_npm.observations FROM owner',
  },
]

for (const { name, code, address, damage } of FAILURES) {
  it(`gives ${code} for ${name}, knows nothing, and tells no password`, async () => {
    const place = await newPlace()
    {
      await using history = await place.open()
      await history.record(recordOf(ID, [knownOf(keyOf('a'))]), CONTEXT)
    }
    if (damage !== undefined) await postgres.sql(databaseOf(place.address), damage)
    const error = await (async () => {
      await using history = await openPostgresHistory(address?.(place.address) ?? place.address)
      return await history.known([keyOf('a'), keyOf('a', { integrity: 'sha512-b' })], CONTEXT)
    })().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'HistoryError', code, hint: expect.stringMatching(/\w/) })
    expect(String(error)).not.toContain(PASSWORD)
    expect(String(error)).not.toContain(encodeURIComponent(PASSWORD))
  })
}

it('notices a report that was damaged', async () => {
  const place = await newPlace()
  await using history = await place.open()
  await history.record(recordOf(ID, []), CONTEXT)
  await postgres.sql(databaseOf(place.address), `UPDATE safe_npm.scans SET report = '\\x00'`)
  await expect(history.scan(ID)).rejects.toMatchObject({ code: 'history-corrupt' })
})

it('is made by ten first starts at once', async () => {
  const place = await newPlace()
  const histories = await Promise.all(Array.from({ length: 10 }, () => place.open()))
  expect(await Promise.all(histories.map((one) => one.rules()))).toEqual(histories.map(() => []))
  for (const one of histories) await one[Symbol.asyncDispose]()
})

it('takes several processes at once, from the first moment of the database on', async () => {
  const place = await newPlace()
  const module = compiled.url('history/postgres/open.ts')
  const writers = ['x', 'y', 'z'].map((tag) => fork(WRITER, [module, place.address, tag, '20']))
  const ends = await Promise.all(writers.map((child) => once(child, 'exit')))
  expect(ends).toEqual(writers.map(() => [0, null]))
  await using history = await place.open()
  expect(await history.statistics()).toMatchObject({ scans: 60, packages: 60 })
})

it('lets many record the same packages at once, in whatever order', async () => {
  const place = await newPlace()
  const names = Array.from({ length: 200 }, (_, n) => `p${n}`)
  const histories = await Promise.all([1, 2, 3, 4].map(() => place.open()))
  await Promise.all(
    Array.from({ length: 24 }, async (_, n) => {
      const turned = names.toSorted(() => Math.random() - 0.5)
      const known = turned.map((name) => knownOf(keyOf(name), { watchedAt: n }))
      await histories[n % 4]?.record(recordOf(idOf(n), known), CONTEXT)
    }),
  )
  expect(await histories[0]?.statistics()).toMatchObject({ scans: 24, packages: 200 })
  for (const one of histories) await one[Symbol.asyncDispose]()
})

it('records a scan in which something has a name that no database takes, and never knows that one', async () => {
  const place = await newPlace()
  await using history = await place.open()
  const odd = ['nul\0', 'half\ud800', 'x'.repeat(3_000)]
  const keys = ['a', ...odd].map((name) => keyOf(name, { integrity: 'sha512-odd' }))
  const record = recordOf(
    ID,
    keys.map((key) => knownOf(key)),
  )
  await history.record({ ...record, command: 'safe-npm install \0' }, CONTEXT)
  expect((await history.known(keys, CONTEXT)).map(({ key }) => key.name)).toEqual(['a'])
  expect((await history.scan(ID))?.report).toEqual(JSON.parse(JSON.stringify(record.report)))
  expect(await history.packages('nul\0')).toEqual([])
})

it('records with the rights that docs/team.md gives to a role that decides nothing', async () => {
  const place = await newPlace()
  await (await place.open())[Symbol.asyncDispose]()
  const text = await readFile(new URL('../../docs/team.md', import.meta.url), 'utf8')
  const grants = text.match(/^GRANT .* TO safe_npm_ci;$/gm) ?? []
  expect(grants.length).toBeGreaterThan(2)
  await postgres.sql(
    databaseOf(place.address),
    `CREATE ROLE safe_npm_ci LOGIN PASSWORD '${PASSWORD}'`,
    ...grants,
  )
  await using history = await openPostgresHistory(place.address.replace('owner', 'safe_npm_ci'))
  for (const n of [1, 2]) await history.record(recordOf(idOf(n), [knownOf(keyOf('a'))]), CONTEXT)
  expect(await history.known([keyOf('a')], CONTEXT)).toMatchObject([{ scanId: idOf(2) }])
  const deciding = history.decide({
    effect: 'allow',
    package: 'a',
    host: 'files.example',
    reason: null,
    scope: 'always',
    who: 'me',
    when: 1,
    scanId: null,
  })
  await expect(deciding).rejects.toMatchObject({ code: 'history-unwritable' })
})

describe('a database that is started anew', () => {
  it('is asked again on a new connection', async () => {
    const place = await newPlace()
    await using history = await place.open()
    await history.record(recordOf(idOf(1), [knownOf(keyOf('a'))]), CONTEXT)
    await postgres.stop()
    await postgres.start()
    expect(await history.known([keyOf('a')], CONTEXT)).toHaveLength(1)
    await history.record(recordOf(idOf(2), [knownOf(keyOf('b'))]), CONTEXT)
    expect(await history.statistics()).toMatchObject({ scans: 2 })
  })

  it('is waited for by whoever has patience, and nothing is lost or twice', async () => {
    const place = await newPlace()
    await using history = await openPostgresHistory(place.address, { patience: 60_000 })
    const writing = (async () => {
      for (let n = 0; n < 60; n++) {
        await history.record(recordOf(idOf(n), [knownOf(keyOf(`p${n}`))]), CONTEXT)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    })()
    await new Promise((resolve) => setTimeout(resolve, 300))
    await postgres.stop()
    await new Promise((resolve) => setTimeout(resolve, 2_000))
    await postgres.start()
    await writing
    expect(await history.statistics()).toMatchObject({ scans: 60, packages: 60 })
  })

  it('is given up after seconds by whoever has none, frozen or gone', async () => {
    const place = await newPlace()
    await using history = await place.open()
    process.kill(postgres.pid(), 'SIGSTOP')
    try {
      const began = performance.now()
      await expect(place.open()).rejects.toMatchObject({ code: 'history-unreachable' })
      expect(performance.now() - began).toBeLessThan(5_000)
    } finally {
      process.kill(postgres.pid(), 'SIGCONT')
    }
    await postgres.stop()
    await expect(history.known([keyOf('a')], CONTEXT)).rejects.toMatchObject({ code: 'history-unreachable' })
    await postgres.start()
  })
})
