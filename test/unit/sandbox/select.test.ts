import { describe, expect, it } from 'vitest'
import { SandboxUnavailable } from '../../../src/sandbox/error.ts'
import type { Probe, SandboxEngine } from '../../../src/sandbox/sandbox.ts'
import { selectEngine } from '../../../src/sandbox/select.ts'

const works = (detail: string): Probe => ({ works: true, detail })
const refuses = (detail: string, fix: string | null = null): Probe => ({ works: false, detail, fix })

/** Engines that are asked whether they work, and nothing else. */
function candidates(probes: Readonly<Record<string, Probe>>) {
  const steps: string[] = []
  const list = Object.entries(probes).map(([name, probe]) => ({
    name,
    load: (): Promise<SandboxEngine> => {
      steps.push(`load ${name}`)
      return Promise.resolve({
        name,
        probe: () => {
          steps.push(`probe ${name}`)
          return Promise.resolve(probe)
        },
        watch: () => Promise.reject(new Error('nobody asked for a watch')),
        clean: () => Promise.reject(new Error('nobody asked for cleaning')),
      })
    },
  }))
  return { list, steps }
}

const BOTH = { one: works('fast'), two: works('slow') }
const SECOND = { one: refuses('no bwrap', 'apt-get install bubblewrap'), two: works('Docker 1') }

const SELECTED = [
  ['the first that works', BOTH, 'auto', 'one', 'one: fast', ['load one', 'probe one']],
  [
    'the next when the first does not',
    SECOND,
    'auto',
    'two',
    'one: no bwrap; two: Docker 1',
    ['load one', 'probe one', 'load two', 'probe two'],
  ],
  [
    'the wanted one, without a look at the others',
    BOTH,
    'two',
    'two',
    'two: slow',
    ['load two', 'probe two'],
  ],
  ['the wanted one although it is the first', BOTH, 'one', 'one', 'one: fast', ['load one', 'probe one']],
] as const

describe('selected is', () => {
  it.each(SELECTED)('%s', async (_name, probes, wanted, name, why, expected) => {
    const { list, steps } = candidates(probes)
    const selected = await selectEngine(list, wanted)
    expect([selected.engine.name, selected.why]).toEqual([name, why])
    expect(steps).toEqual(expected)
  })
})

const NONE = { one: refuses('no bwrap', 'apt-get install bubblewrap'), two: refuses('no daemon') }

const REFUSED = [
  ['all refuse', NONE, 'auto', ['one', 'two']],
  ['the wanted one refuses, although another works', SECOND, 'one', ['one']],
  ['nobody has the wanted name', BOTH, 'three', []],
  ['there is none', {}, 'auto', []],
] as const

describe('no sandbox works when', () => {
  it.each(REFUSED)('%s', async (_name, probes, wanted, tried) => {
    const error = await selectEngine(candidates(probes).list, wanted).then(
      () => null,
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(SandboxUnavailable)
    expect(error).toMatchObject({
      code: 'sandbox-unavailable',
      tried: tried.map((name) => ({ name, probe: (probes as Record<string, Probe>)[name] })),
    })
  })
})
