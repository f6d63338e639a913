import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

interface LockedPackage {
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
}

const lockfile = new URL('../../package-lock.json', import.meta.url)
const { packages } = JSON.parse(readFileSync(lockfile, 'utf8')) as { packages: Record<string, LockedPackage> }

/** Whether Node's lookup finds the name from this place of the tree. */
function isLocked(location: string, name: string): boolean {
  if (packages[`${location === '' ? '' : `${location}/`}node_modules/${name}`] !== undefined) return true
  const above = location.lastIndexOf('node_modules/')
  return above >= 0 && isLocked(location.slice(0, above).replace(/\/$/, ''), name)
}

// npm leaves out the binaries for other platforms when a registry does not hold them, and then `npm ci` refuses the
// lockfile ("Missing: … from lock file") on every machine.
test('the lockfile names everything it depends on, the binaries of every platform included', () => {
  const missing = Object.entries(packages).flatMap(([location, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => !isLocked(location, name)),
  )
  expect(missing).toEqual([])
})
