import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ScanReport } from '../../src/model/index.ts'
import { cli, type Program } from '../helpers/cli.ts'
import type { Result } from '../helpers/run.ts'
import { createWorld, type World } from '../helpers/world.ts'
import type { Outcome, Stage, Threat } from './threat.ts'

/** `dsca scan`, as anybody would type it. */
export async function scan(
  { world }: Pick<Stage, 'world'>,
  specs: readonly string[],
  flags: readonly string[] = [],
): Promise<Outcome> {
  const file = join(world.root, `${specs.join('-').replace(/\W/g, '-')}.json`)
  const result = await cli(world, 'dsca', ['scan', ...specs, `--report=${file}`, ...flags])
  return outcomeOf(world, result, file)
}

/** One version that is watched and known, and then another one. */
export function twoVersions(first: string, second: string): NonNullable<Threat['run']> {
  return async (stage) => {
    const known = await scan(stage, [first])
    if (known.report.verdict !== 'clean') throw new Error(`${first} is not clean: ${known.stderr}`)
    return scan(stage, [second], ['--known'])
  }
}

/** A program that starts what it fetches. */
export function byName(
  program: Program,
  args: readonly string[],
  rest: readonly string[],
): NonNullable<Threat['run']> {
  return async ({ world }) => {
    const file = join(world.root, 'report.json')
    const result = await cli(world, program, [...args, `--safe-report=${file}`, ...rest], {
      env: { npm_config_yes: 'true' },
    })
    return outcomeOf(world, result, file)
  }
}

function outcomeOf(world: World, { code, stdout, stderr }: Result, file: string): Outcome {
  if (!existsSync(file)) throw new Error(`no report (exit ${code}): ${stdout}\n${stderr}`)
  const report = JSON.parse(readFileSync(file, 'utf8')) as ScanReport
  return { code, stdout, stderr, report, world }
}

/** Another user of the same registry. */
export function anotherWorld(
  stage: Stage,
  registry: Parameters<typeof createWorld>[0]['registry'],
  env = {},
) {
  return createWorld({ registry, env }).then((world) => stage.keep(world))
}
