import { expect, it } from 'vitest'
import { coverKey } from '../../../src/history/coverage.ts'
import type { VerdictKey } from '../../../src/history/history.ts'
import type { Observation } from '../../../src/history/observation.ts'

const key: VerdictKey = { name: 'a', version: '1.0.0', integrity: 'sha512-a', closure: 'c1', phases: [] }
const seen: Observation = {
  closure: 'c1',
  inert: false,
  phases: [],
  scripts: [],
  findings: [],
  scanId: 's',
  watchedAt: 1,
}

// The whole contract is in test/integration/history-contract.ts. A database filters by closure already; that this
// does not depend on it is seen only here.
it('leaves out what was watched with another closure, whatever it is given', () => {
  expect(coverKey(key, [seen])).not.toBeNull()
  expect(coverKey(key, [{ ...seen, closure: 'c2' }])).toBeNull()
  expect(coverKey(key, [{ ...seen, closure: 'c2', inert: true }])).not.toBeNull()
})
