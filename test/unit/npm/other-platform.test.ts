import { expect, it } from 'vitest'
import { npmLibraries } from '../../../src/npm/libraries.ts'
import { otherPlatform } from '../../../src/npm/other-platform.ts'
import { machineNpm } from './real-arborist.ts'

const { checks } = npmLibraries(machineNpm.root)

/** What this machine's npm says of such a package. */
function refused(manifest: object): unknown {
  try {
    checks.checkPlatform({ _id: 'a@1.0.0', ...manifest }, false)
  } catch (error) {
    return error
  }
  throw new Error('npm takes it')
}

it.each([
  [{ os: ['aix'] }, 'aix'],
  [{ os: ['aix', 'sunos'], cpu: ['ppc64'] }, 'aix or sunos ppc64'],
  [{ cpu: 'mips' }, 'mips'],
  [{ libc: ['none-such'] }, 'none-such'],
  [{ os: [`!${process.platform}`] }, `not ${process.platform}`],
  [{ os: ['x'.repeat(500)] }, 'x'.repeat(80)],
])('%j is made for %s', (manifest, platform) => {
  expect(otherPlatform(refused(manifest))).toEqual({ package: 'a@1.0.0', platform })
})

it.each([[null], ['text'], [new Error('x')], [{ code: 'ERESOLVE' }]])('%s is something else', (error) => {
  expect(otherPlatform(error)).toBeNull()
})

it('says what it can where npm says little', () => {
  const little = { package: 'a package of it', platform: 'another platform' }
  expect(otherPlatform({ code: 'EBADPLATFORM' })).toEqual(little)
  expect(otherPlatform({ code: 'EBADPLATFORM', pkgid: 7, required: { os: [7] } })).toEqual(little)
})
