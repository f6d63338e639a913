import { expect, it } from 'vitest'
import { reasonOf } from '../../../../src/sandbox/docker/build-output.ts'

const FAILED = "The command '/bin/sh -c set -eu; missing=; …' returned a non-zero code: 1"

it.each([
  [
    'a step that failed: what it said last',
    FAILED,
    ['Step 3/4 : RUN', 'the base image has no tcpdump', 'Removing intermediate container 0123', '---> 4567'],
    'the base image has no tcpdump',
  ],
  ['a step that said nothing', FAILED, ['Step 3/4 : RUN', '---> Running in 0123'], FAILED],
  ['anything else', 'pull access denied', ['Step 1/4 : FROM x'], 'pull access denied'],
])('%s', (_what, failure, last, reason) => {
  expect(reasonOf(failure, last)).toBe(reason)
})
