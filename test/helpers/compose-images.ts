import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cleanPath } from './machine-npm.ts'
import { postgresPrograms } from './postgres.ts'
import { type Result, run } from './run.ts'

const BASE_FROM_HOST = fileURLToPath(new URL('../../docker/base-from-host.sh', import.meta.url))
const DATABASE = fileURLToPath(new URL('../fixtures/compose/database', import.meta.url))
/** Of the server, those that docker/compose.yaml and the entry point call. */
const PROGRAMS = ['postgres', 'initdb', 'pg_ctl', 'createdb', 'pg_isready', 'psql']

async function whole(running: Promise<Result>): Promise<void> {
  const { code, stdout, stderr } = await running
  if (code !== 0) throw new Error(`exit ${code}: ${stdout.slice(-4_000)}\n${stderr.slice(-4_000)}`)
}

/** As somebody would without an image registry: the line that docs/survey.md gives. */
export function importWorkerBase(host: string, name: string): Promise<void> {
  const line = 'sh "$1" --worker "$2" | docker import - "$3"'
  return whole(
    run('sh', ['-c', line, 'sh', BASE_FROM_HOST, process.execPath, name], {
      cwd: tmpdir(),
      env: { PATH: cleanPath(), HOME: tmpdir(), DOCKER_HOST: host },
    }),
  )
}

/** The server that is installed here, with its libraries, on the base. */
export async function buildDatabase(host: string, base: string, name: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'database-'))
  try {
    cpSync(DATABASE, folder, { recursive: true })
    const programs = realpathSync(postgresPrograms())
    packServer(folder, programs)
    const options = [
      '--tag',
      name,
      '--build-arg',
      `BASE_IMAGE=${base}`,
      '--build-arg',
      `PROGRAMS=${programs}`,
    ]
    const env = { PATH: cleanPath(), HOME: folder, DOCKER_HOST: host }
    await whole(run('docker', ['build', ...options, folder], { cwd: folder, env }))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function packServer(folder: string, programs: string): void {
  const asked = (what: string) =>
    execFileSync(join(programs, 'pg_config'), [`--${what}`], { encoding: 'utf8' }).trim()
  const [shared, modules] = [asked('sharedir'), asked('pkglibdir')]
  const loaded = readdirSync(modules)
    .filter((name) => name.endsWith('.so') && !name.startsWith('llvmjit'))
    .map((name) => join(modules, name))
  const users = [...PROGRAMS.map((name) => join(programs, name)), ...loaded]
  const told = execFileSync('ldd', users, { encoding: 'utf8' })
  const libraries = join(folder, 'opt', 'postgres', 'lib')
  mkdirSync(libraries, { recursive: true })
  for (const [, path = ''] of told.matchAll(/=> (\/\S+)/g)) {
    cpSync(realpathSync(path), join(libraries, basename(path)), { dereference: true })
  }
  const trees = [programs, shared, modules].map((path) => realpathSync(path).slice(1))
  execFileSync('tar', ['-cf', join(folder, 'server.tar'), '-C', '/', ...trees, '-C', folder, 'opt'])
}
