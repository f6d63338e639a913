import { describe, expect, it } from 'vitest'
import { examine } from '../../../src/pipeline/examine.ts'
import { contentsOf, fakeBox, type Happening, item, MemoryHistory, toolsOf } from './fakes.ts'

const bytes = {
  'node_modules/a': contentsOf('a', { scripts: { install: 'x' } }),
  'node_modules/inert': contentsOf('inert'),
}
const packages = [item('a'), item('inert', { direct: false })]
const installation = {
  packages,
  incoming: new Set(packages.map(({ location }) => location)),
  ignoreScripts: false,
}
const reportOf = async (happening: Happening, history = new MemoryHistory()) =>
  (await examine(installation, toolsOf(fakeBox(happening), bytes, { history }))).report

describe('scanReport', () => {
  it('says of each package how its verdict was reached', async () => {
    const { packages: told } = await reportOf({ asks: { a: 'metrics.example' } })
    expect(told).toEqual([
      {
        name: 'a',
        version: '1.0.0',
        integrity: 'sha512-a',
        direct: true,
        scripts: ['install'],
        verdict: 'suspicious',
        basis: 'watched',
      },
      {
        name: 'inert',
        version: '1.0.0',
        integrity: 'sha512-inert',
        direct: false,
        scripts: [],
        verdict: 'clean',
        basis: 'inert',
      },
    ])
  })

  it('says why it was this engine', async () => {
    expect(await reportOf({})).toMatchObject({ engine: 'fake', engineWhy: 'fake: chosen by the test' })
  })

  it('says what was known', async () => {
    const history = new MemoryHistory()
    const first = await examine(installation, toolsOf(fakeBox({}), bytes, { history }))
    history.remember(first.known)
    const { engine, engineWhy, packages: told, capture } = await reportOf({}, history)
    expect([engine, engineWhy, told.map(({ basis }) => basis), capture]).toEqual([
      null,
      null,
      ['history', 'history'],
      { path: null, packets: 0, dropped: 0, complete: true },
    ])
  })

  it.each([
    ['capture-incomplete', false],
    ['capture-dropped-packets', false],
    ['sensor-died', false],
    ['pipe-broken', false],
    ['script-timeout', true],
  ] as const)('with %s the capture is complete: %s', async (code, complete) => {
    const { capture } = await reportOf({ faults: [{ code, run: null, detail: '' }] })
    expect(capture.complete).toBe(complete)
  })

  it('tells what each run sent', async () => {
    const endpoint = { address: '198.18.1.0', port: 443 }
    const request = {
      time: 12,
      run: 1,
      source: { address: '198.18.1.0', port: 50_000 },
      destination: endpoint,
      scheme: 'https' as const,
      method: 'POST',
      host: 'collect.example',
      path: '/up',
      headers: [],
      bodyLength: 7,
      body: Buffer.from('content'),
    }
    const { runs } = await reportOf({ change: { requests: [request] } })
    expect(runs).toMatchObject([
      {
        id: 1,
        package: 'a',
        requests: [
          {
            time: 12,
            method: 'POST',
            url: 'https://collect.example/up',
            bodyLength: 7,
            bodyStart: 'content',
          },
        ],
      },
    ])
  })
})
