import { expect, it } from 'vitest'
import { ago, bytes, count, duration, list } from '../../../src/report/words.ts'

const DAY = 86_400_000

it.each([
  [count(0, 'script'), 'no scripts'],
  [count(1, 'script'), '1 script'],
  [count(2, 'script'), '2 scripts'],
  [count(2, 'query', 'queries'), '2 queries'],
  [count(1204, 'package'), '1,204 packages'],
  [count(1234567, 'package'), '1,234,567 packages'],
  [bytes(0), '0 B'],
  [bytes(999), '999 B'],
  [bytes(1000), '1.0 kB'],
  [bytes(1234), '1.2 kB'],
  [bytes(45_678), '46 kB'],
  [bytes(999_900), '1.0 MB'],
  [bytes(3_200_000), '3.2 MB'],
  [duration(0), '0.0 s'],
  [duration(1104), '1.1 s'],
  [duration(59_949), '59.9 s'],
  [duration(59_990), '1 min 0 s'],
  [duration(95_000), '1 min 35 s'],
  [duration(-5), '0.0 s'],
  [ago(0, DAY - 1), 'today'],
  [ago(0, DAY), 'yesterday'],
  [ago(0, 12 * DAY), '12 days ago'],
  [ago(DAY, 0), 'today'],
  [list([]), ''],
  [list(['a']), 'a'],
  [list(['a', 'b']), 'a and b'],
  [list(['a', 'b', 'c']), 'a, b and c'],
])('%s', (text, expected) => {
  expect(text).toBe(expected)
})
