import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { analyse } from '../../analysis/analyse.ts'
import { findNpm } from '../../npm/find-npm.ts'
import { planWork } from '../../pipeline/watch-plan.ts'
import { SandboxUnavailable } from '../../sandbox/error.ts'
import { TARBALLS_IN_BOX } from '../../sandbox/paths.ts'
import { startSelected } from '../engines.ts'
import { hostFacts } from '../watch/host-facts.ts'
import { BEACON, BEACON_HOST, beaconPackage, packBeacon } from './beacon.ts'
import type { CheckContext, CheckResult, DoctorCheck } from './check.ts'

/** The whole way from a tarball to a finding, with a package whose finding is known beforehand. */
export const proofCheck: DoctorCheck = {
  kind: 'other',
  name: 'proof',
  async run({ settings, onProgress }) {
    const folder = await mkdtemp(join(tmpdir(), 'dsca-proof-'))
    try {
      return await prove(folder, settings, onProgress)
    } catch (error) {
      if (!(error instanceof SandboxUnavailable)) throw error
      const why =
        settings.engine === 'auto' ? 'no sandbox works here' : `${settings.engine} does not work here`
      return { name: 'proof', status: 'fail', detail: `nothing was proved: ${why}` }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
}

async function prove(
  folder: string,
  settings: CheckContext['settings'],
  onProgress: CheckContext['onProgress'],
): Promise<CheckResult> {
  const npm = findNpm(process.env.PATH ?? '', process.execPath)
  const integrity = await packBeacon(folder, npm.root)
  const { engine: selected } = await startSelected(settings.engine, [{ from: folder, to: TARBALLS_IN_BOX }])
  const facts = hostFacts(settings, npm, ['https://registry.invalid/'], {
    path: '/srv/proof',
    global: false,
    name: 'proof',
    version: '1.0.0',
  })
  const item = beaconPackage(integrity)
  const contents = {
    integrity,
    name: BEACON.name,
    version: BEACON.version,
    scripts: BEACON.scripts,
    hasBindingGyp: false,
    hasBin: false,
  }
  const began = performance.now()
  const result = await selected.watch({
    setup: facts.setup,
    work: Promise.resolve(
      planWork(facts, [{ item, contents, tarball: `${TARBALLS_IN_BOX}/beacon.tgz` }], []),
    ),
    capturePath: join(folder, 'proof.pcap'),
    gateway: () => Promise.reject(new Error('the beacon asks no registry')),
    onProgress,
    signal: new AbortController().signal,
  })
  const { findings } = analyse({ ...result, packages: [item] })
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  const caught = findings.some(
    ({ code, host, package: name }) =>
      code === 'foreign-lookup' && host === BEACON_HOST && name === BEACON.name,
  )
  const fault = findings.find(({ code }) => code === 'watch-incomplete')
  if (caught && !fault) {
    return {
      name: 'proof',
      status: 'ok',
      detail: `a harmless beacon was installed in the box (${selected.name}) and caught in ${seconds} s`,
    }
  }
  return {
    name: 'proof',
    status: 'fail',
    detail: fault
      ? `the watch in ${selected.name} was incomplete (${fault.detail})`
      : `the beacon was not caught in ${selected.name}`,
  }
}
