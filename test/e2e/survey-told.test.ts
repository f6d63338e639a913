import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SurveyReport } from '../../src/report/survey/survey-report.ts'
import { cli, dscaJson } from '../helpers/cli.ts'
import { type SurveyRegistry, startSurveyRegistry } from '../helpers/survey-registry.ts'
import { resultsOf } from '../helpers/surveyed.ts'
import { createWorld, type World } from '../helpers/world.ts'

// From a real survey of a generated registry to what is told of it.
let registry: SurveyRegistry
let world: World
beforeAll(async () => {
  registry = await startSurveyRegistry({ seed: 11, count: 80, scripted: 0.3, importers: 0.05, foreign: 0.1 })
  world = await createWorld({ registry })
  await world.write('names.txt', `${registry.packages.names().join('\n')}\n`)
  const { code, stderr } = await cli(world, 'dsca', ['survey', 'start', 'names.txt'])
  expect(code, stderr).toBe(0)
})
afterAll(async () => {
  await world?.[Symbol.asyncDispose]()
  await registry[Symbol.asyncDispose]()
})

test('every finding of a survey leads to the scan and the capture that it stands on', async () => {
  const results = await resultsOf(world)
  const found = results.filter(({ verdict }) => verdict === 'suspicious' || verdict === 'malicious')
  expect(found.length).toBeGreaterThan(0)
  const { json } = await dscaJson<SurveyReport>(world, ['report'])
  expect(json.totals).toMatchObject({ chosen: 80, done: 80 })
  expect(json.results.map(({ name }) => name).sort()).toEqual(found.map(({ name }) => name).sort())
  for (const piece of json.evidence.filter(({ script }) => script !== null)) {
    const name = `${piece.package} ${piece.script}`
    expect(piece.scanId, name).toMatch(/^[0-9A-Z]{26}$/)
    expect(piece.capture, name).toContain(`${piece.scanId}.pcap`)
    expect(piece.command, name).not.toBeNull()
    expect(piece.kinds.length, name).toBeGreaterThan(0)
    const { json: scan } = await dscaJson<{ runs: { package: string | null }[] }>(world, [
      'show',
      piece.scanId ?? '',
    ])
    expect(
      scan.runs.map((run) => run.package),
      name,
    ).toContain(piece.package)
  }
})

test('the page names all of them', async () => {
  const file = join(world.root, 'survey.html')
  expect((await cli(world, 'dsca', ['report', `--output=${file}`])).code).toBe(0)
  const page = await readFile(file, 'utf8')
  const { json } = await dscaJson<SurveyReport>(world, ['report'])
  for (const { name } of json.results) expect(page).toContain(name)
  for (const { host } of json.hosts) expect(page).toContain(host)
})
