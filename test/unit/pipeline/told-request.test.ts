import { expect, it } from 'vitest'
import { toldRequest } from '../../../src/pipeline/told-request.ts'
import { at, request } from '../analysis/evidence.ts'

const to = at('198.18.0.7:443')

it.each([
  ['plain text', Buffer.from('{"a":1}'), '{"a":1}'],
  ['nothing', Buffer.from(''), undefined],
  ['bytes', Buffer.from([0, 1, 2]), 'base64:AAEC'],
  ['a character that the cut goes through', Buffer.from(`${'x'.repeat(2_047)}é`), 'x'.repeat(2_047)],
])('tells the beginning of a body: %s', (_name, body, expected) => {
  expect(toldRequest(request(to, { body }), 0).bodyStart).toBe(expected)
})

it('cuts headers, and tells of many requests only a line', () => {
  const headers = Array.from({ length: 50 }, (): [string, string] => ['x', 'y'.repeat(500)])
  const seen = request(to, { headers, httpVersion: '1.1', bodySha256: 'ab', body: Buffer.from('b') })
  const told = toldRequest(seen, 0)
  expect(told.headers).toHaveLength(40)
  expect(told.headers?.[0]).toEqual(['x', 'y'.repeat(200)])
  expect(told).toMatchObject({ httpVersion: '1.1', bodySha256: 'ab', url: 'https://metrics.example/i' })
  expect(toldRequest(seen, 100)).toEqual({
    time: 101.2,
    method: 'POST',
    url: 'https://metrics.example/i',
    bodyLength: 1_234,
  })
})
