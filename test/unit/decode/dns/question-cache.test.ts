import { expect, test } from 'vitest'
import { QuestionCache } from '../../../../src/decode/dns/question-cache.ts'
import type { DnsQuestion } from '../../../../src/model/index.ts'
import { dnsMessage, dnsName } from '../../../helpers/packets.ts'

const question = (name: string): DnsQuestion[] => [{ name, labels: [], type: 'A' }]

test('a question is found by its bytes and never by its place in the cache', () => {
  const cache = new QuestionCache()
  for (let index = 0; index < 20_000; index++) {
    // All of one length, and each again after a while.
    const name = `n${1000 + ((index * 7) % 5000)}.test`
    const message = dnsMessage([name])
    const known = cache.find(message, 12, message.length)
    if (known === undefined) cache.keep(message, question(name))
    else {
      expect(known).toEqual(question(name))
    }
    const again = dnsMessage([name], { id: index })
    expect(cache.find(again, 12, again.length)).toEqual(question(name))
  }
})

test('type and class belong to the question', () => {
  const cache = new QuestionCache()
  const a = dnsMessage(['a.test'])
  expect(cache.find(a, 12, a.length)).toBeUndefined()
  cache.keep(a, question('a.test'))
  for (const options of [{ type: 28 }, { dnsClass: 3 }]) {
    const other = dnsMessage(['a.test'], options)
    expect(cache.find(other, 12, other.length)).toBeUndefined()
  }
})

test.each([
  ['a pointer', dnsMessage([Uint8Array.of(0xc0, 12)])],
  ['no end', dnsMessage([Uint8Array.of(1, 97)]).subarray(0, 14)],
  ['300 bytes', dnsMessage([dnsName(new Array(150).fill('a'))])],
])('%s is not kept', (_name, message) => {
  const cache = new QuestionCache()
  cache.find(message, 12, message.length)
  expect(cache.length).toBe(0)
  cache.keep(message, question('x'))
  expect(cache.find(message, 12, message.length)).toBeUndefined()
})
