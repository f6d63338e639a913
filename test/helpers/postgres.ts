import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { freePort } from './docker-daemon.ts'
import { until } from './run.ts'

export interface TestPostgres extends AsyncDisposable {
  readonly port: number
  /** With the password, as `owner`. */
  url(database: string): string
  /** An empty database of its own; its address. */
  newDatabase(): Promise<string>
  /** As the superuser. */
  sql(database: string, ...statements: string[]): Promise<void>
  /** Stops the server as an administrator would who is in a hurry: connections are cut. */
  stop(): Promise<void>
  start(): Promise<void>
  /** The process that holds the port; it can be frozen. */
  pid(): number
}

export const PASSWORD = 'pass-w0rd/of:tests'
const SUPERUSER = 'root_of_tests'

/** Where the server's programs are: Debian keeps them out of PATH. */
export function postgresPrograms(): string {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [...versions.map((one) => join(debian, one, 'bin')), ...(process.env.PATH ?? '').split(':')]
  const found = folders.find((one) => existsSync(join(one, 'initdb')))
  if (found === undefined) throw new Error('PostgreSQL is not installed: sh scripts/setup.sh --tests')
  return found
}

/** The server refuses to run as root. */
function serverUser(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

function createCluster(folder: string, user: { uid?: number; gid?: number }): string {
  const data = join(folder, 'data')
  const passwords = join(folder, 'password')
  writeFileSync(passwords, PASSWORD)
  if (user.uid !== undefined && user.gid !== undefined) {
    for (const path of [folder, passwords]) chownSync(path, user.uid, user.gid)
  }
  const options = ['--username', SUPERUSER, '--pwfile', passwords, '--auth=scram-sha-256', '--encoding=UTF8']
  // A locale that sorts otherwise than bytes do would show where we depend on it; C.UTF-8 is what is always there.
  execFileSync(
    join(postgresPrograms(), 'initdb'),
    ['--pgdata', data, '--no-sync', '--locale=C.UTF-8', ...options],
    {
      ...user,
      cwd: folder,
      stdio: 'pipe',
    },
  )
  return data
}

/** A PostgreSQL of the tests' own: in a temporary folder, on a free port of loopback; the system's is left alone. */
export async function startPostgres(): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'postgres-'))
  const user = serverUser()
  const data = createCluster(folder, user)
  const port = await freePort()
  const settings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=60']
  let server: ReturnType<typeof spawn> | null = null

  const url = (database: string, role = 'owner') =>
    `postgres://${role}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/${database}`

  async function sql(database: string, ...statements: string[]): Promise<void> {
    const client = new pg.Client({ connectionString: url(database, SUPERUSER) })
    await client.connect()
    try {
      for (const statement of statements) await client.query(statement)
    } finally {
      await client.end()
    }
  }

  async function start(): Promise<void> {
    const args = ['-D', data, '-p', String(port), '-k', folder, '-h', '127.0.0.1']
    const started = spawn(
      join(postgresPrograms(), 'postgres'),
      [...args, ...settings.flatMap((setting) => ['-c', setting])],
      { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
    )
    let said = ''
    started.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4_000)))
    server = started
    await until('PostgreSQL', async () => {
      if (started.exitCode !== null) throw new Error(`PostgreSQL: ${said}`)
      return await sql('postgres', 'SELECT 1').then(
        () => true,
        () => false,
      )
    })
  }

  async function stop(): Promise<void> {
    if (server === null || server.exitCode !== null) return
    server.kill('SIGCONT')
    server.kill('SIGINT')
    await once(server, 'exit')
    server = null
  }

  await start()
  await sql('postgres', `CREATE ROLE owner LOGIN PASSWORD '${PASSWORD}'`)
  let databases = 0
  return {
    port,
    url,
    sql,
    start,
    stop,
    pid: () => server?.pid ?? -1,
    newDatabase: async () => {
      databases += 1
      await sql('postgres', `CREATE DATABASE d${databases} OWNER owner`)
      return url(`d${databases}`)
    },
    [Symbol.asyncDispose]: async () => {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
