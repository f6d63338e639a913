import { expect, it } from 'vitest'
import { faultText } from '../../../src/analysis/fault-text.ts'

const STACK = `the sensor ended with 1: node:internal/modules/run_main
Error: ip: RTNETLINK answers: Operation not permitted
    at start (/usr/lib/sensor.js:10:3)
    at node:internal/process/task_queues:95:5

Node.js v20.20.2
`

it.each([
  ['a sentence', 'it said no last word', 'it said no last word'],
  ['nothing behind the colon', 'the sensor ended with SIGKILL: ', 'the sensor ended with SIGKILL'],
  ['nothing at all', ' \n ', ''],
  [
    'a stack trace',
    STACK,
    'the sensor ended with 1: node:internal/modules/run_main | Error: ip: RTNETLINK answers: Operation not permitted',
  ],
  ['several lines', 'a\r\nb\n\nc', 'a | b | c'],
])('%s', (_what, detail, text) => {
  expect(faultText(detail)).toBe(text)
})

it('keeps both ends of what is too long', () => {
  const text = faultText(`the sensor ended with 1: ${'x'.repeat(9_000)} the cause`)
  expect(text).toHaveLength(300)
  expect(text).toMatch(/^the sensor ended with 1: x+…x+ the cause$/)
})
