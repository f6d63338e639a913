import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Finding, ScanReport } from '../../src/model/index.ts'
import { cli, safeNpm } from '../helpers/cli.ts'
import { NETWORK_FIXTURES, type NetworkFixture } from '../helpers/network-fixtures.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { treeHash } from '../helpers/tree-hash.ts'
import { tsharkConnections, tsharkNames } from '../helpers/tshark.ts'
import { createWorld, type World } from '../helpers/world.ts'

let registry: LoopbackRegistry
beforeAll(async () => {
  registry = await startRegistry()
  await registry.publish('plain', 'banner', ...new Set(NETWORK_FIXTURES.flatMap(({ folders }) => folders)))
})
afterAll(() => registry[Symbol.asyncDispose]())

/** A project in use: a manifest, a lockfile, an installed package and a file of its own. */
async function usedProject(): Promise<World> {
  const world = await createWorld({ registry })
  await world.write('notes.txt', 'mine\n')
  expect(await world.npm('install', 'plain')).toMatchObject({ code: 0 })
  return world
}

function blamedFor(report: ScanReport, wanted: (finding: Finding) => boolean): unknown {
  const finding = report.findings.find((item) => item.severity !== 'info' && wanted(item))
  if (finding === undefined) return JSON.stringify(report.findings, null, 1)
  const { package: name, version, script, phase, path } = finding
  return {
    blamed: `${name}@${version}`,
    script,
    phase,
    path: path.map((step) => step.replace(/@[^@]*$/, '')),
  }
}

const named = ({ blamed, script, path }: NetworkFixture) => ({ blamed, script, phase: 'install', path })

async function namesWithoutRegistry(pcap: string): Promise<string[]> {
  return (await tsharkNames(pcap)).filter((name) => name !== 'localhost')
}

test.each(NETWORK_FIXTURES)('$install is blocked, and what it did is named', async (fixture) => {
  await using world = await usedProject()
  const before = treeHash(world.project)

  const { code, stdout, stderr, report } = await safeNpm(world, ['install', fixture.install, '--strict'])

  expect(code, stderr).toBe(100)
  expect(stdout).toBe('')
  expect(treeHash(world.project)).toEqual(before)
  if (report === null) throw new Error(`no report: ${stderr}`)
  expect(report.verdict).not.toBe('clean')
  const { host, address, port } = fixture
  const pcap = report.capture.path ?? 'no capture was kept'
  expect(report.capture).toMatchObject({ complete: true, dropped: 0 })
  if (host !== undefined) {
    expect(blamedFor(report, (finding) => finding.host === host)).toEqual(named(fixture))
    expect(stderr).toContain(host)
    const names = [...new Set(report.queries.map(({ name }) => name))].sort()
    expect(names).toContain(host)
    expect(await namesWithoutRegistry(pcap)).toEqual(names)
  }
  if (address !== undefined) {
    const wanted = (finding: Finding) => finding.address === address && finding.port === port
    expect(blamedFor(report, wanted)).toEqual(named(fixture))
    expect(stderr).toContain(address)
    if (fixture.transport !== 'udp') expect(await tsharkConnections(pcap)).toContain(address)
  }
  expect(stderr).toContain(fixture.blamed)
  expect(stderr).toContain(fixture.script)
})

test('without a terminal an undecided finding is exit 101, and nothing is installed', async () => {
  await using world = await usedProject()
  const before = treeHash(world.project)
  const { code, stderr } = await safeNpm(world, ['install', 'looks-up'])
  expect(code, stderr).toBe(101)
  expect(treeHash(world.project)).toEqual(before)
})

test('all fixtures at once: each is blamed for its own', async () => {
  await using world = await usedProject()
  const { code, stderr, report } = await safeNpm(world, [
    'install',
    '--strict',
    ...NETWORK_FIXTURES.map(({ install }) => install),
  ])
  expect(code, stderr).toBe(100)
  for (const fixture of NETWORK_FIXTURES) {
    const { host, address, port } = fixture
    const wanted = (finding: Finding) =>
      host === undefined ? finding.address === address && finding.port === port : finding.host === host
    expect(report && blamedFor(report, wanted)).toEqual(named(fixture))
  }
  expect(report?.findings.filter(({ code: kind }) => kind === 'unattributed-traffic')).toEqual([])
})

test('a script that only prints is clean, installed, and run again by the real npm', async () => {
  await using world = await usedProject()
  const { code, stderr, report } = await safeNpm(world, ['install', 'banner', '--strict'])
  expect(code, stderr).toBe(0)
  expect(report).toMatchObject({ verdict: 'clean', findings: [] })
  expect(treeHash(world.project)).toHaveProperty('node_modules/banner/setup.js')
})

test('a host that was allowed for a package is not cried over again', async () => {
  await using world = await usedProject()
  expect(await safeNpm(world, ['install', 'looks-up', '--strict'])).toMatchObject({ code: 100 })
  expect(await cli(world, 'dsca', ['allow', 'looks-up', 'metrics.looks-up.example'])).toMatchObject({
    code: 0,
  })
  const { code, stderr, report } = await safeNpm(world, ['install', 'looks-up', '--strict'])
  expect(code, stderr).toBe(0)
  expect(report?.verdict).toBe('clean')
  expect(report?.findings).toEqual([
    expect.objectContaining({ host: 'metrics.looks-up.example', allowed: true }),
  ])
})
