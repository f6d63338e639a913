import { expect, it } from 'vitest'
import { buildStep, isBuildStep } from '../../../src/report/build-step.ts'

it.each([
  ['Step 3/4 : RUN set -eu;   missing=;', 'step 3 of 4', true],
  ['packing the tools of this machine', 'packing the tools of this machine', true],
  ['Pulling from library/node', 'Pulling from library/node', true],
  ['Setting up tcpdump (4.99) ...', 'Setting up tcpdump (4.99) ...', false],
])('%s', (text, short, isStep) => {
  expect([buildStep(text), isBuildStep(text)]).toEqual([short, isStep])
})
