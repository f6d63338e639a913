import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { SurveyResult } from '../../src/model/survey.ts'
import { cli, startCli } from '../helpers/cli.ts'
import { randomOf } from '../helpers/generated-packages.ts'
import { type SurveyRegistry, startSurveyRegistry } from '../helpers/survey-registry.ts'
import { resultsOf } from '../helpers/surveyed.ts'
import { createWorld, type World } from '../helpers/world.ts'

let registry: SurveyRegistry
beforeAll(async () => {
  registry = await startSurveyRegistry({ seed: 11, count: 150, scripted: 0.15, foreign: 0.03 })
})
afterAll(() => registry[Symbol.asyncDispose]())

async function worldWithNames(): Promise<World> {
  const world = await createWorld({ registry })
  await world.write('names.txt', registry.packages.names().join('\n'))
  return world
}

/** What a survey says of packages; when, how fast and in which scan is another each time. */
function said(results: readonly SurveyResult[]) {
  return results.map(({ position, name, version, integrity, verdict, packages, scripted, findings }) => {
    const codes = findings.map(({ code, host, address, package: by }) =>
      [code, host ?? address, by].join(' '),
    )
    return {
      position,
      name,
      version,
      integrity,
      verdict,
      packages,
      scripted,
      findings: [...new Set(codes)].sort(),
    }
  })
}

it('killed with -9 five times, it ends as one that nobody disturbed', { timeout: 600_000 }, async () => {
  await using quiet = await worldWithNames()
  const undisturbed = await cli(quiet, 'dsca', ['survey', 'start', 'names.txt'], { timeout: 280 })
  expect(undisturbed.code).toBe(0)

  await using world = await worldWithNames()
  const random = randomOf(Date.now() % 1_000_000)
  const seen = new Map<number, string>()
  let args = ['survey', 'start', 'names.txt']
  for (let kill = 0; kill < 5; kill++) {
    const running = startCli(world, 'dsca', args)
    await setTimeout(1_500 + random() * 3_000)
    process.kill(running.pid, 'SIGKILL')
    await running.result
    const known = await cli(world, 'dsca', ['survey', 'status', '--json'])
    if (known.code === 0) args = ['survey', 'resume']
    // What was finished once stays as it was.
    for (const one of known.code === 0 ? await resultsOf(world) : []) {
      const text = JSON.stringify(one)
      expect(seen.get(one.position) ?? text).toBe(text)
      seen.set(one.position, text)
    }
  }
  const last = await cli(world, 'dsca', args, { timeout: 280 })
  expect(last.code).toBe(0)
  const results = await resultsOf(world)
  for (const one of results) expect(seen.get(one.position) ?? JSON.stringify(one)).toBe(JSON.stringify(one))
  expect(said(results)).toEqual(said(await resultsOf(quiet)))
})
