import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ScanReport } from '../../src/model/index.ts'
import { type Result, type Running, run, start } from './run.ts'
import type { World } from './world.ts'

export type Program = 'safe-npm' | 'safe-npx' | 'dsca'

export interface CliOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly timeout?: number
  readonly input?: string
}

export interface WatchedResult extends Result {
  /** What --safe-report wrote; null when it wrote nothing. */
  readonly report: ScanReport | null
}

export function programPath(program: Program): string {
  return fileURLToPath(new URL(`../../bin/${program}.js`, import.meta.url))
}

function settings(world: World, options: CliOptions) {
  return { cwd: world.project, ...options, env: { ...world.env, ...options.env } }
}

/** Runs one of our programs as the world's user would. */
export function cli(
  world: World,
  program: Program,
  args: readonly string[],
  options: CliOptions = {},
): Promise<Result> {
  return run(process.execPath, [programPath(program), ...args], settings(world, options))
}

export function startCli(
  world: World,
  program: Program,
  args: readonly string[],
  options: CliOptions = {},
): Running {
  return start(process.execPath, [programPath(program), ...args], settings(world, options))
}

let reports = 0

/** Runs safe-npm and reads the report of the scan. */
export async function safeNpm(
  world: World,
  args: readonly string[],
  options: CliOptions = {},
): Promise<WatchedResult> {
  reports += 1
  const file = join(world.root, `report-${reports}.json`)
  const result = await cli(world, 'safe-npm', [`--safe-report=${file}`, ...args], options)
  const report = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as ScanReport) : null
  return { ...result, report }
}

/** `dsca … --json`, parsed. */
export async function dscaJson<T>(
  world: World,
  args: readonly string[],
): Promise<Result & { readonly json: T }> {
  const result = await cli(world, 'dsca', [...args, '--json'])
  try {
    return { ...result, json: JSON.parse(result.stdout) as T }
  } catch {
    throw new Error(
      `dsca ${args.join(' ')}: exit ${result.code}, not JSON: ${result.stdout}\n${result.stderr}`,
    )
  }
}
