import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Finding, TreePackage } from '../../../src/model/index.ts'
import type { SurveyTarget } from '../../../src/model/survey.ts'
import { Doubts } from '../../../src/pipeline/survey-doubts.ts'
import type { ResolvedTarget } from '../../../src/pipeline/survey-result.ts'
import { surveyTarget } from '../../../src/pipeline/survey-target.ts'
import type { SurveyTools } from '../../../src/pipeline/survey-tools.ts'
import { watchTogether } from '../../../src/pipeline/watch-together.ts'
import { closureHash } from '../../../src/tree/closure.ts'
import { type Bytes, contentsOf, type FakeBox, fakeBox, item, MemoryHistory, toolsOf } from './fakes.ts'

const scripted = (name: string) => contentsOf(name, { scripts: { postinstall: 'node setup.js' } })
const BYTES: Bytes = {
  'node_modules/a': contentsOf('a'),
  'node_modules/s': scripted('s'),
  'node_modules/t': scripted('t'),
}
const TARGET: SurveyTarget = { position: 0, name: 'a', spec: 'a', downloads: null }
const PLAIN = [item('a', { requested: true })]
const TREE = [
  item('a', { requested: true, dependencies: ['node_modules/s'] }),
  item('s', { requested: false, direct: false, path: ['a@1.0.0', 's@1.0.0'] }),
]

/** Tools of one survey, whose boxes do what `box` says. */
function surveyOf(box: FakeBox, imports: SurveyTools['imports'] = 'scripted', bytes = BYTES) {
  const history = new MemoryHistory()
  const entered: (readonly string[])[] = []
  const kept: boolean[] = []
  let records = 0
  const doubts = new Doubts()
  const tools = toolsOf(box, bytes, { history })
  const beside = { ...tools, history: doubts.beside(tools.history) }
  const survey: SurveyTools = {
    imports,
    peek: tools.inspect,
    quiet: beside,
    openScan: () => ({ tools: beside, cleanUp: async (keep) => void kept.push(keep) }),
    enter: async (keys) => {
      entered.push(keys)
      return () => {}
    },
    record: async ({ known }) => {
      records += 1
      history.remember(known, `scan-${records}`)
    },
    doubts,
    together: { load: () => Promise.resolve(new Set()) },
  }
  return { survey, history, entered, kept, records: () => records }
}

const closureOf = (packages: readonly TreePackage[]) =>
  closureHash(packages, packages[0]?.location ?? '', (text) =>
    createHash('sha256').update(text).digest('hex'),
  )

const look = (
  tools: SurveyTools,
  packages = TREE,
  { foreign = [], elsewhere = null }: Partial<Pick<ResolvedTarget, 'foreign' | 'elsewhere'>> = {},
) => surveyTarget({ target: TARGET, packages, foreign, elsewhere }, tools)

const FOREIGN = {
  code: 'foreign-source',
  severity: 'suspicious',
  path: [],
  detail: 'x',
} as unknown as Finding

describe('a target of a survey', () => {
  it('without scripts needs no box and no record', async () => {
    const box = fakeBox()
    const { survey, entered, records } = surveyOf(box)
    const { result, again } = await look(survey, PLAIN)
    expect(result).toMatchObject({ verdict: 'clean', basis: 'inert', scanIds: [], packages: 1, scripted: [] })
    expect(result).toMatchObject({ name: 'a', version: '1.0.0', imported: false, reason: null })
    expect([again, entered, records()]).toEqual([false, [], 0])
  })

  it('without scripts is loaded in a box where all are to be', async () => {
    const { survey, records } = surveyOf(fakeBox({}), 'all')
    const { result } = await look(survey, PLAIN)
    expect(result).toMatchObject({ basis: 'watched', imported: true, scripted: [] })
    expect(records()).toBe(1)
  })

  it('with scripts in its tree is watched, and recorded', async () => {
    const box = fakeBox({})
    const { survey, entered, kept } = surveyOf(box)
    const { result } = await look(survey)
    expect(result).toMatchObject({ basis: 'watched', scanIds: ['scan'], packages: 2, scripted: ['s@1.0.0'] })
    // What is loaded is what has scripts, wherever it is met first.
    expect(box.works[0]?.runs.map((run) => `${run.script} ${run.package}`)).toEqual([
      'postinstall s',
      'import s',
    ])
    expect(result.imported).toBe(false)
    expect(entered).toHaveLength(1)
    expect(entered[0]).toHaveLength(1)
    expect(kept).toEqual([false])
  })

  it('names what has scripts in one order, whichever of them was read first', async () => {
    const { survey } = surveyOf(fakeBox({}))
    const tree = [...TREE, item('t', { requested: false, direct: false, path: ['a@1.0.0', 't@1.0.0'] })]
    const backwards: SurveyTools['peek'] = async (items) => new Map([...(await survey.peek(items))].reverse())
    const { result } = await look({ ...survey, peek: backwards }, tree)
    expect(result.scripted).toEqual(['s@1.0.0', 't@1.0.0'])
  })

  it('with scripts of its own is loaded, also when they ran in another tree', async () => {
    const { survey, entered } = surveyOf(fakeBox({}))
    await look(survey)
    const { result } = await look(survey, [item('s', { requested: true })])
    expect(result).toMatchObject({ basis: 'inferred', imported: true })
    expect(entered).toHaveLength(1)
  })

  it('is not loaded where nothing is to be', async () => {
    const { survey } = surveyOf(fakeBox({}), 'none')
    expect((await look(survey)).result).toMatchObject({ basis: 'watched', imported: false })
  })

  it('is inferred where all that runs in it is known', async () => {
    const { survey, entered } = surveyOf(fakeBox({}))
    await look(survey)
    const other = [item('t', { requested: true, dependencies: [] }), ...TREE.slice(1)]
    const plain = { 'node_modules/t': contentsOf('t'), 'node_modules/s': scripted('s') }
    const again = { ...survey, peek: toolsOf(fakeBox(), plain).inspect }
    const { result } = await look(again, other)
    expect(result).toMatchObject({
      basis: 'inferred',
      scanIds: ['scan-1'],
      imported: false,
      verdict: 'clean',
    })
    expect(entered).toHaveLength(1)
  })

  it('finds in the history what another has watched while it waited', async () => {
    const { survey, records } = surveyOf(fakeBox({}))
    let first = true
    const waiting: SurveyTools = {
      ...survey,
      enter: async () => {
        if (first) {
          first = false
          await look(survey)
        }
        return () => {}
      },
    }
    expect((await look(waiting)).result.basis).toBe('inferred')
    expect(records()).toBe(1)
  })

  it('is not told what a dependency does that was loaded as a target of its own', async () => {
    const onLoad = {
      code: 'foreign-lookup',
      severity: 'suspicious',
      phase: 'import',
      package: 'b',
      version: '1.0.0',
      path: ['b@1.0.0'],
      detail: 'on-load.example',
    } as unknown as Finding
    const phases = ['install', 'import'] as const
    const tree = [...TREE, item('b', { direct: false, path: ['a@1.0.0', 'b@1.0.0'] })]
    for (const imports of ['scripted', 'all'] as const) {
      const { survey, history } = surveyOf(fakeBox({}), imports, {
        ...BYTES,
        'node_modules/b': contentsOf('b'),
      })
      const own = [item('b', { requested: true })]
      const key = { name: 'b', version: '1.0.0', integrity: 'sha512-b', closure: closureOf(own), phases }
      history.remember([{ key, inert: true, scripts: [], findings: [onLoad], watchedAt: 0 }])
      expect((await look(survey, tree)).result).toMatchObject({ basis: 'watched', findings: [] })
    }
  })

  it('leaves its turn whatever happens', async () => {
    let left = 0
    const { survey } = surveyOf(fakeBox(new Error('the box broke')))
    const counting = { ...survey, enter: async () => () => void left++ }
    await expect(look(counting)).rejects.toThrow('the box broke')
    expect(left).toBe(1)
  })

  it('is suspicious where a dependency comes from elsewhere', async () => {
    const { survey } = surveyOf(fakeBox({}))
    expect((await look(survey, PLAIN, { foreign: [FOREIGN] })).result).toMatchObject({
      verdict: 'suspicious',
      basis: 'inert',
    })
  })

  it('that cannot be read is an error, not clean', async () => {
    const { survey } = surveyOf(fakeBox(), 'scripted', {})
    await expect(look(survey)).rejects.toThrow('could not be fetched')
  })

  it('is tried again after a time-out, and its scripts hang in no third tree', async () => {
    const hanging = { runs: () => ({ timedOut: true }), faults: [] }
    const { survey, records } = surveyOf(fakeBox(hanging, hanging))
    const first = await look(survey)
    expect(first).toMatchObject({ again: true, result: { verdict: 'inconclusive', basis: 'watched' } })
    expect(first.result.reason).toContain('s@1.0.0')
    expect(await look(survey)).toMatchObject({ again: true, result: { verdict: 'inconclusive' } })
    expect(await look(survey)).toMatchObject({
      again: false,
      result: { verdict: 'inconclusive', basis: 'inferred' },
    })
    expect(records()).toBe(2)
  })
})

describe('targets that only have to be loaded', () => {
  /** As LoadTogether has it, of this one and another. */
  const beside = (survey: SurveyTools): SurveyTools => ({
    ...survey,
    together: {
      load: async (tree) => {
        const packages = [...tree, item('t', { requested: true })]
        const scan = await watchTogether(packages, survey)
        return new Set(scan === null ? [] : ['scan-1'])
      },
    },
  })
  const plain = { ...BYTES, 'node_modules/t': contentsOf('t') }
  const asks = (name: string) => ({
    runs: (run: { readonly package: string | null }) => (run.package === name ? { timedOut: true } : {}),
    faults: [{ code: 'resource-limit' as const, run: null, detail: name }],
  })

  it('are loaded beside others, once, and recorded', async () => {
    const box = fakeBox({})
    const { survey, entered, kept, records } = surveyOf(box, 'all', plain)
    const { result } = await look(beside(survey), PLAIN)
    expect(result).toMatchObject({ verdict: 'clean', basis: 'watched', imported: true, scripted: [] })
    expect(box.works.map(({ runs }) => runs.map((run) => run.package))).toEqual([['a', 't']])
    expect([entered, kept, records()]).toEqual([[[]], [false], 1])
  })

  it('are watched alone where anything happened, and nothing of the others is kept', async () => {
    const box = fakeBox(asks('t'), {})
    const { survey, records } = surveyOf(box, 'all', plain)
    const { result } = await look(beside(survey), PLAIN)
    expect(result).toMatchObject({ verdict: 'clean', basis: 'watched', imported: true })
    expect(box.works.map(({ runs }) => runs.map((run) => run.package))).toEqual([['a', 't'], ['a']])
    expect(records()).toBe(1)
  })

  it('are watched alone where there is something to tell of their tree', async () => {
    const box = fakeBox({})
    const { survey } = surveyOf(box, 'all', plain)
    const { result } = await look(beside(survey), PLAIN, { foreign: [FOREIGN] })
    expect(result).toMatchObject({ verdict: 'suspicious', basis: 'watched' })
    expect(box.works.map(({ runs }) => runs.length)).toEqual([1])
  })
})

describe('a target that is made for another platform', () => {
  const elsewhere = { package: 'a@1.0.0', platform: 'darwin arm64' }

  it('without scripts has nothing to run anywhere: it is read as any other', async () => {
    const lies = { 'node_modules/a': contentsOf('another-name') }
    const { result, again } = await look(surveyOf(fakeBox(), 'scripted', lies).survey, PLAIN, { elsewhere })
    expect(result).toMatchObject({ basis: 'inert', version: '1.0.0', packages: 1, reason: null })
    expect(result.findings.map(({ code }) => code)).toContain('manifest-mismatch')
    expect(again).toBe(false)
  })

  it('with scripts in its tree cannot be watched here, and no second attempt changes that', async () => {
    const { survey, entered, records } = surveyOf(fakeBox({}))
    const { result, again } = await look(survey, TREE, { elsewhere })
    expect(result).toMatchObject({
      verdict: 'inconclusive',
      basis: 'none',
      version: '1.0.0',
      packages: 2,
      scripted: ['s@1.0.0'],
      imported: false,
      reason: 'a@1.0.0 is made for darwin arm64: what of this tree has install scripts cannot run here',
    })
    expect([again, entered, records()]).toEqual([false, [], 0])
  })

  it('cannot be loaded here where all are to be', async () => {
    const { survey, entered } = surveyOf(fakeBox({}), 'all')
    const { result, again } = await look(survey, PLAIN, { elsewhere })
    expect(result).toMatchObject({ verdict: 'inconclusive', basis: 'none', scripted: [] })
    expect(result.reason).toBe('a@1.0.0 is made for darwin arm64: it cannot be loaded here')
    expect([again, entered]).toEqual([false, []])
  })

  it('is suspicious all the same where a dependency comes from elsewhere', async () => {
    const { survey } = surveyOf(fakeBox({}))
    const { result } = await look(survey, TREE, { elsewhere, foreign: [FOREIGN] })
    expect(result).toMatchObject({ verdict: 'suspicious', basis: 'none', reason: null })
    expect(result.findings).toHaveLength(1)
  })
})
