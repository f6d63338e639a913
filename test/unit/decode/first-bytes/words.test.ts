import { expect, test } from 'vitest'
import { classify } from '../../../../src/decode/first-bytes/classify.ts'
import { ascii } from '../../../helpers/packets.ts'

test.each<[string, string]>([
  ['EHLO me.example\r\n', 'smtp'],
  ['helo me\n', 'smtp'],
  ['LHLO me\r\n', 'smtp'],
  ['EHLO me.exam', 'unknown'],
  ['NICK bot\r\n', 'irc'],
  ['NICK bot\r\nUSER bot 0 * :bot\r\n', 'irc'],
  ['PASS x\r\nNICK bot\r\n', 'irc'],
  ['USER bot 0 * :bot\r\n', 'irc'],
  ['CAP LS 302\r\n', 'irc'],
  ['PASS x\r\n', 'unknown'],
  ['USER anonymous\r\n', 'ftp'],
  ['AUTH TLS\r\n', 'ftp'],
  ['{"id":1,"method":"mining.subscribe","params":["x/1"]}\n', 'stratum'],
  ['{"jsonrpc":"2.0","id":1,"method":"login","params":{"login":"wallet","agent":"x"}}\n', 'stratum'],
  ['{"params":[],"id":1,"method" : "mining.authorize"}', 'stratum'],
  ['{"method":"getblock"}\n', 'unknown'],
  ['{"data":1}\n{"method":"login"}\n', 'unknown'],
  ['*1\r\n$4\r\nPING\r\n', 'redis'],
  ['*3\r\n$3\r\nSET\r\n$1\r\na', 'redis'],
  ['*hello\r\n', 'unknown'],
])('%j', (text, protocol) => {
  const bytes = ascii(text)
  expect(classify(bytes, 0, bytes.length)).toMatchObject({ protocol, host: null })
})

test('a long line costs no more than a short one', () => {
  const started = performance.now()
  for (const text of ['NICK a\r\n'.repeat(2000), `{${'"method" '.repeat(1800)}`, 'PASS \r\n'.repeat(2000)]) {
    const bytes = ascii(text)
    for (let round = 0; round < 50; round++) classify(bytes, 0, bytes.length)
  }
  expect(performance.now() - started).toBeLessThan(2000)
})
