import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { findNpm } from '../../npm/find-npm.ts'
import { firstOnPath } from '../../shared/search-path.ts'
import { EXIT } from '../exit-codes.ts'
import { whereWeAre } from '../setup/where.ts'
import { BEACON, BEACON_HOST, packBeacon } from './beacon.ts'
import type { CheckContext, CheckResult, DoctorCheck } from './check.ts'

const NAME = 'proof by npm'
const TIME = 120_000
const OUTPUT = 4 << 20

const Report = z.object({
  findings: z.array(
    z.object({ code: z.string(), host: z.string().optional(), package: z.string().nullish() }),
  ),
})

/** Where safe-npm is set up: `npm install` of the beacon, as a new shell finds npm, has to be blocked for it. */
export const shimProofCheck: DoctorCheck = {
  kind: 'other',
  name: NAME,
  async run(context) {
    const folder = await mkdtemp(join(tmpdir(), 'dsca-proof-'))
    try {
      return await prove(folder, context)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
}

export function isSetUp({ env, home }: Pick<CheckContext, 'env' | 'home'>): boolean {
  return existsSync(whereWeAre(env, home).paths.setupState)
}

async function prove(folder: string, { env, home, settings }: CheckContext): Promise<CheckResult> {
  const name = NAME
  const PATH = firstOnPath(env.PATH ?? '', whereWeAre(env, home).paths.shims, delimiter)
  await packBeacon(folder, findNpm(PATH, process.execPath).root)
  const project = join(folder, 'project')
  await mkdir(project)
  await writeFile(join(project, 'package.json'), '{"name":"proof","version":"1.0.0"}')
  const report = join(folder, 'report.json')
  const began = performance.now()
  const code = await npmInstall(project, [`--safe-report=${report}`, `--safe-engine=${settings.engine}`], {
    ...env,
    PATH,
    SAFE_NPM_HISTORY: join(folder, 'history.db'),
    SAFE_NPM_SKIP: '0',
    XDG_STATE_HOME: join(folder, 'state'),
  })
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  if (code === EXIT.blocked && (await namesBeacon(report))) {
    return { name, status: 'ok', detail: `npm install of the beacon was blocked in ${seconds} s` }
  }
  const how = code === 0 ? 'npm installed the beacon: it is not guarded' : `npm install ended with ${code}`
  return { name, status: 'fail', detail: `${how}, and not with the beacon caught`, fix: 'dsca setup' }
}

/** As a shell finds npm: by its name alone. */
async function npmInstall(cwd: string, flags: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const plain = [
    '--no-global',
    '--ignore-scripts=false',
    '--offline',
    '--no-audit',
    '--no-fund',
    '--dry-run=false',
  ]
  const args = ['install', '../beacon.tgz', '--strict', ...flags, ...plain, '--no-package-lock-only']
  try {
    await promisify(execFile)('npm', args, { cwd, env, timeout: TIME, maxBuffer: OUTPUT })
    return 0
  } catch (error) {
    const { code } = error as { code?: unknown }
    if (typeof code === 'number') return code
    throw error
  }
}

async function namesBeacon(report: string): Promise<boolean> {
  const { findings } = Report.parse(JSON.parse(await readFile(report, 'utf8')))
  return findings.some(
    ({ code, host, package: name }) =>
      code === 'foreign-lookup' && host === BEACON_HOST && name === BEACON.name,
  )
}
