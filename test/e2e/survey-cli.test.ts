import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SurveyPlan, SurveyProgress, SurveyResult } from '../../src/model/survey.ts'
import { cli, dscaJson, startCli } from '../helpers/cli.ts'
import { until } from '../helpers/run.ts'
import { type SurveyRegistry, startSurveyRegistry } from '../helpers/survey-registry.ts'
import { resultsOf } from '../helpers/surveyed.ts'
import { packTarball } from '../helpers/tar.ts'
import { createWorld, type World } from '../helpers/world.ts'

interface Told {
  readonly plan: SurveyPlan
  readonly progress: SurveyProgress
}

let registry: SurveyRegistry
let world: World
beforeAll(async () => {
  registry = await startSurveyRegistry({ seed: 3, count: 300, scripted: 0.1, foreign: 0.05 })
  world = await createWorld({ registry })
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await registry[Symbol.asyncDispose]()
})

const start = (...args: readonly string[]) => dscaJson<Told>(world, ['survey', 'start', ...args])

describe('where names come from', () => {
  it('a lockfile: each name@version', async () => {
    const entry = { version: '1.0.0' }
    await world.write('package-lock.json', {
      lockfileVersion: 3,
      packages: { '': {}, 'node_modules/made-0': entry, 'node_modules/@made/made-3': entry },
    })
    const { json, code } = await start('package-lock.json')
    expect(code).toBe(0)
    expect(json.plan.source).toMatchObject({ kind: 'lockfile', detail: 'package-lock.json', total: 2 })
    expect((await resultsOf(world)).map(({ spec, version }) => [spec, version])).toEqual([
      ['made-0@1.0.0', '1.0.0'],
      ['@made/made-3@1.0.0', '1.0.0'],
    ])
  })

  it('standard input', async () => {
    const args = ['survey', 'start', '-', '--json']
    const { code, stdout } = await cli(world, 'dsca', args, { input: 'made-0\nmade-1\n' })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ plan: { source: { kind: 'stdin', total: 2 } } })
  })

  it('a folder and a tarball of the shape of a package of all names', async () => {
    const files = {
      'package.json': '{"name":"all-names","version":"2.0.1"}',
      'names.json': '["made-0","made-4"]',
    }
    await mkdir(join(world.project, 'names'))
    for (const [name, text] of Object.entries(files))
      await writeFile(join(world.project, 'names', name), text)
    await writeFile(join(world.project, 'names.tgz'), packTarball(files))
    expect((await start('names')).json).toMatchObject({
      plan: { source: { kind: 'names-package', detail: 'names', total: 2 } },
      progress: { state: 'done', done: 2 },
    })
    expect((await start('names.tgz')).json).toMatchObject({
      plan: { source: { kind: 'names-package', detail: 'names.tgz (all-names@2.0.1)', total: 2 } },
      progress: { state: 'done', done: 2 },
    })
  })

  it('a search, a sample, a limit and counts of downloads', async () => {
    await world.write('counts.csv', 'name,count\nmade-20,900\nmade-21,1000\nmade-22,5000\n')
    const { json } = await start(
      ...['--search', 'made-2', '--min-downloads', '1000', '--downloads', 'counts.csv', '--limit', '1'],
    )
    expect(json.plan).toMatchObject({
      source: { kind: 'search', detail: 'made-2', total: 111 },
      filter: {
        minDownloads: 1000,
        months: 6,
        downloads: { kind: 'file', detail: 'counts.csv' },
        since: null,
        sample: null,
        limit: 1,
      },
    })
    expect(await resultsOf(world)).toMatchObject([{ name: 'made-21', downloads: 1000 }])
  })

  it.each([
    ['nothing', ['survey', 'start'], 'needs one list'],
    ['two lists', ['survey', 'start', 'names', '--search', 'x'], 'needs one list'],
    ['a list that is not there', ['survey', 'start', 'no-such-list'], 'no-such-list'],
    ['half a JSON list', ['survey', 'start', 'half.json'], 'cut off'],
    ['counts from nowhere', ['survey', 'start', 'names', '--min-downloads', '5'], 'counts'],
    ['a sample of none', ['survey', 'start', 'names', '--sample', '0'], '--sample'],
    ['no date', ['survey', 'start', 'names', '--since', 'yesterday?'], '--since'],
    ['an unknown survey', ['survey', 'status', '01KNOTHERE'], 'there is no survey'],
  ])('%s is a usage error', async (_, args, words) => {
    await world.write('half.json', '["made-0","ma')
    const { code, stderr } = await cli(world, 'dsca', args)
    expect(stderr).toContain(words)
    expect(code).toBe(104)
  })
})

describe('what cannot be looked at', () => {
  it('is inconclusive, with its reason, and no failure of the survey', async () => {
    await world.write('some.txt', 'made-0\nnot-there\nmade-1@9.9.9\n')
    const { json, code } = await start('some.txt')
    expect(code).toBe(0)
    expect(json.progress).toMatchObject({ state: 'done', done: 3, inconclusive: 2 })
    const results = await resultsOf(world)
    expect(results[1]).toMatchObject({ verdict: 'inconclusive', basis: 'none', attempts: 1, version: null })
    expect(results[1]?.reason).toContain('404')
    expect(results[2]?.reason).toContain('made-1')
    const strict = await cli(world, 'dsca', ['survey', 'start', 'some.txt', '--strict'])
    expect(strict.code).toBe(102)
  })
})

describe('a long survey', () => {
  it('is paused by Ctrl-C, told of, and goes on', async () => {
    await world.write('all.txt', registry.packages.names().join('\n'))
    const running = startCli(world, 'dsca', ['survey', 'start', 'all.txt'])
    const found = await until('some results', async () => {
      const { code, stdout } = await cli(world, 'dsca', ['survey', 'status', '--json'])
      const told = code === 0 ? (JSON.parse(stdout) as Told) : null
      return told?.plan.source.detail === 'all.txt' && told.progress.done > 5 ? told : null
    })
    process.kill(running.pid, 'SIGINT')
    const ended = await running.result
    expect(ended.code).toBe(130)
    expect(ended.stderr).toContain(`dsca survey resume ${found.plan.id}`)
    const paused = await dscaJson<Told>(world, ['survey', 'status', found.plan.id.slice(0, 12)])
    expect(paused.json.progress).toMatchObject({ state: 'paused', total: 300 })
    expect(paused.json.progress.done).toBeLessThan(300)
    const resumed = await dscaJson<Told>(world, ['survey', 'resume', found.plan.id])
    expect(resumed.json.progress).toMatchObject({ state: 'done', done: 300 })
    expect(new Set((await resultsOf(world)).map(({ position }) => position)).size).toBe(300)
  })

  it('is paused and cancelled from elsewhere', async () => {
    const running = startCli(world, 'dsca', ['survey', 'start', 'all.txt', '--imports', 'all'])
    const id = await until('the survey', async () => {
      const { stdout } = await cli(world, 'dsca', ['survey', 'status', '--json'])
      const { plan, progress } = JSON.parse(stdout) as Told
      return plan.imports === 'all' && progress.done > 0 ? plan.id : null
    })
    expect((await cli(world, 'dsca', ['survey', 'pause', id])).code).toBe(0)
    expect((await running.result).code).toBe(130)
    expect((await cli(world, 'dsca', ['survey', 'cancel', id])).stdout).toContain('cancelled')
    expect((await cli(world, 'dsca', ['survey', 'resume', id])).code).toBe(104)
    const list = await dscaJson<{ surveys: readonly Told[] }>(world, ['survey', 'list'])
    expect(list.json.surveys[0]).toMatchObject({ plan: { id }, progress: { state: 'cancelled' } })
    const lines = await cli(world, 'dsca', ['survey', 'list'])
    expect(lines.stdout).toContain('cancelled')
  })
})

it('runs a package with scripts once, however many trees it is in', async () => {
  const results = await resultsOf(world, await surveyOf('all.txt', 'scripted'))
  const withTidy = results.filter(({ scripted }) => scripted.includes('made-2@1.0.0'))
  expect(withTidy.length).toBeGreaterThan(10)
  const alone = withTidy.filter(({ scripted }) => scripted.length === 1)
  expect(alone.filter(({ basis }) => basis === 'watched').length).toBeLessThanOrEqual(1)
  expect(alone.filter(({ basis }) => basis === 'inferred').every((one) => one.scanIds.length === 1)).toBe(
    true,
  )
  expect(results.filter(isInert).every((one) => one.scanIds.length === 0)).toBe(true)
})

const isInert = ({ basis }: SurveyResult) => basis === 'inert'

async function surveyOf(detail: string, imports: string): Promise<string> {
  const { json } = await dscaJson<{ surveys: readonly Told[] }>(world, ['survey', 'list'])
  return (
    json.surveys.find(({ plan }) => plan.source.detail === detail && plan.imports === imports)?.plan.id ?? ''
  )
}
