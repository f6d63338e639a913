import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dscaJson } from '../helpers/cli.ts'
import { type SurveyRegistry, startSurveyRegistry } from '../helpers/survey-registry.ts'
import { judge, resultsOf } from '../helpers/surveyed.ts'
import { createWorld, type World } from '../helpers/world.ts'

let registry: SurveyRegistry
beforeAll(async () => {
  registry = await startSurveyRegistry({ seed: 7, count: 150, scripted: 0.2, importers: 0.03, foreign: 0.03 })
})
afterAll(() => registry[Symbol.asyncDispose]())

describe('a survey of a generated registry', () => {
  let world: World
  beforeAll(async () => {
    world = await createWorld({ registry })
    await world.write('names.txt', `# all\n${registry.packages.names().join('\n')}\n`)
  })
  afterAll(() => world[Symbol.asyncDispose]())

  it('finds what is there, and nothing else', async () => {
    const { json, code } = await dscaJson<{ progress: object }>(world, [
      ...['survey', 'start', 'names.txt', '--imports', 'all'],
    ])
    const results = await resultsOf(world)
    expect(judge(results, registry.packages, 'all')).toEqual({
      missed: [],
      falseAlarms: [],
      inconclusive: [],
      precision: 1,
      recall: 1,
    })
    expect(json.progress).toMatchObject({ state: 'done', total: 150, done: 150 })
    expect(code).toBe(0)
  })
})
