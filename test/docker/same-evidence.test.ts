import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { BubblewrapEngine } from '../../src/sandbox/bubblewrap/engine.ts'
import { DockerEngine } from '../../src/sandbox/docker/engine.ts'
import { type Boxed, type BoxResult, type BoxRunner, boxRunner } from '../helpers/boxed.ts'
import { sharedDaemon } from '../helpers/docker-daemon.ts'
import { fixture } from '../helpers/fixtures.ts'
import { NETWORK_FIXTURES } from '../helpers/network-fixtures.ts'

// One package, two engines: what they bring back is equal but for times, ports that the kernel chose, pids and paths.
const { place } = await sharedDaemon()
let runners: readonly BoxRunner[] = []
beforeAll(async () => {
  runners = await Promise.all([
    boxRunner(
      (tarballs, program) =>
        new BubblewrapEngine({ tarballs, sensor: join(program, 'sandbox/bubblewrap/sensor-main.js') }),
    ),
    boxRunner((tarballs, program) => new DockerEngine({ tarballs, program, places: [place] })),
  ])
})
afterAll(async () => {
  for (const runner of runners) await runner[Symbol.asyncDispose]()
})

/** Without what differs from run to run on one engine too. */
function evidence(result: BoxResult) {
  const texts = (list: readonly object[]) => [...new Set(list.map((one) => JSON.stringify(one)))].sort()
  return {
    faults: result.faults,
    findings: texts(result.findings.map(({ time: _time, count: _count, ...rest }) => rest)),
    runs: result.runs.map(
      ({ startedAt: _from, endedAt: _to, goneAt: _gone, output: _output, ...rest }) => rest,
    ),
    names: texts(result.names),
    registries: result.registries,
    requests: texts(
      result.requests.map(({ time: _time, source: _source, body, ...rest }) => ({
        ...rest,
        body: Buffer.from(body).toString('base64'),
      })),
    ),
    owners: texts(
      result.owners
        .filter(({ destination }) => destination.address !== '127.0.0.1')
        .map(({ transport, destination, run, processes }) => ({
          transport,
          destination,
          run,
          by: processes[0]?.replace(/^\S*\//, '') ?? null,
        })),
    ),
    network: texts(
      result.network.flatMap((event): object[] => {
        switch (event.kind) {
          case 'dns-query':
            return [{ kind: event.kind, questions: event.questions, destination: event.destination }]
          case 'tcp-connect':
            return [{ kind: event.kind, destination: event.destination }]
          case 'tcp-data':
            return [
              {
                kind: event.kind,
                protocol: event.protocol,
                host: event.host,
                destination: event.destination,
              },
            ]
          default:
            return []
        }
      }),
    ),
    capture: { complete: result.capture.complete, dropped: result.capture.dropped },
  }
}

function boxed(folder: string): Boxed {
  const { manifest, files } = fixture(folder)
  const { name, scripts, ...rest } = manifest as unknown as { name: string; scripts?: Record<string, string> }
  return { name, files, manifest: rest, ...(scripts === undefined ? {} : { scripts }) }
}

// What is bundled is found by the pipeline, before an engine sees it: fixtures.test.ts has it on both.
const FIXTURES = NETWORK_FIXTURES.filter(({ install }) => install !== 'bundles')

it.each(FIXTURES)('$install leaves the same evidence on both', async ({ folders }) => {
  const packages = folders.map(boxed)
  const [one, other] = await Promise.all(runners.map((runner) => runner.run(packages)))
  if (!one || !other) throw new Error('an engine is missing')
  expect(one.findings.length).toBeGreaterThan(0)
  expect(evidence(other)).toEqual(evidence(one))
})
