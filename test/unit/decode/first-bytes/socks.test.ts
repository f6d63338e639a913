import { describe, expect, test } from 'vitest'
import { classify } from '../../../../src/decode/first-bytes/classify.ts'
import { ascii, type Bytes, concat, ipv6Address } from '../../../helpers/packets.ts'

const zero = new Uint8Array(1)
const v4 = (address: readonly number[], ...rest: readonly Bytes[]): Bytes =>
  concat([4, 1, 0, 80, ...address], ...rest)
const greeting = [5, 1, 0]
const toName = concat([5, 1, 0, 3, 12], ascii('a.test/../\x1bX'), [0, 80])

describe('SOCKS', () => {
  test.each<[string, Bytes, string | null]>([
    ['4', v4([192, 0, 2, 9], ascii('me'), zero), '192.0.2.9'],
    ['4, no user', v4([192, 0, 2, 9], zero), '192.0.2.9'],
    ['4a', v4([0, 0, 0, 1], zero, ascii('C2.Example.'), zero), 'c2.example'],
    ['5, its greeting alone', Uint8Array.from(greeting), null],
    ['5, an address', concat(greeting, [5, 1, 0, 1, 192, 0, 2, 9, 0, 80]), '192.0.2.9'],
    ['5, IPv6', concat(greeting, [5, 1, 0, 4], ipv6Address('2001:db8::9'), [0, 80]), '2001:db8::9'],
    ['5, a name that is no text', concat(greeting, toName), 'a.test/../\\027x'],
    [
      '5, behind a password',
      concat([5, 2, 0, 2, 1, 2], ascii('me'), [1], ascii('x'), toName),
      'a.test/../\\027x',
    ],
  ])('%s', (_name, bytes, host) => {
    expect(classify(bytes, 0, bytes.length)).toMatchObject({ protocol: 'socks', host })
  })

  test.each<[string, Bytes]>([
    ['4, another command', v4([192, 0, 2, 9], zero).with(1, 9)],
    ['4, bytes behind it', v4([192, 0, 2, 9], zero, ascii('GET'))],
    ['4, no end of the user', v4([192, 0, 2, 9], new Uint8Array(400).fill(65))],
    ['4a, an empty name', v4([0, 0, 0, 1], zero, zero)],
    ['5, no methods', Uint8Array.of(5, 0, 0)],
    ['5, methods that do not exist', Uint8Array.of(5, 1, 0x41)],
    ['5, a request of another version', concat(greeting, [4, 1, 0, 1, 1, 1, 1, 1, 0, 80])],
    ['5, a kind of address that does not exist', concat(greeting, [5, 1, 0, 2, 1, 1, 1, 1, 0, 80])],
  ])('is not: %s', (_name, bytes) => {
    expect(classify(bytes, 0, bytes.length).protocol).toBe('unknown')
  })

  test('5, cut at every byte: more is wanted', () => {
    const whole = concat(greeting, toName)
    for (let length = greeting.length; length < whole.length; length++) {
      expect(classify(whole, 0, length)).toMatchObject({ protocol: 'socks', host: null })
      expect(classify(whole, 0, length).wanted).toBeGreaterThan(length)
    }
  })
})
