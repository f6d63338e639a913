import { expect, it } from 'vitest'
import { boxProject } from '../../../src/pipeline/box-project.ts'

const nvm = '/home/ann/.nvm/versions/node/v22.22.0'
const below = '/home/ann/.local/lib'

it.each([
  ['/home/ann/app', false, [], '/home/ann/app'],
  ['/home/ann', false, [], '/home/ann'],
  ['/usr/src/app', false, ['/usr/bin/node'], '/usr/src/app'],
  ['/srv/a b', false, [], '/srv/a b'],
  ['/usr/lib', true, ['/usr/lib/node_modules/npm'], below],
  ['/usr/lib', false, [], below],
  [`${nvm}/lib`, true, [`${nvm}/lib/node_modules/npm`], below],
  [`${nvm}/lib`, false, [`${nvm}/lib/node_modules/npm`], below],
  ['/elsewhere/lib', true, [], below],
  ['/', false, [], below],
  ['/home', false, [], below],
  ['/usr/', false, [], below],
  ['/mnt', false, [], below],
  ['/mnt/work', false, [], '/mnt/work'],
])('%s (global: %s) beside %s lies at %s', (path, global, shown, expected) => {
  expect(boxProject({ path, global, home: '/home/ann', shown })).toBe(expected)
})
