import { expect, test } from 'vitest'
import { ipv4Text, ipv6Text } from '../../../../src/decode/ip/address.ts'
import { be16 } from '../../../helpers/packets.ts'

test.each([
  [[1, 2, 3, 4], '1.2.3.4'],
  [[255, 255, 255, 255], '255.255.255.255'],
])('IPv4 %j', (bytes, text) => {
  expect(ipv4Text(Uint8Array.from(bytes), 0)).toBe(text)
})

// RFC 5952 §4 and §5.
test.each([
  [[0x2001, 0xdb8, 0, 0, 0, 0, 0, 1], '2001:db8::1'],
  [[0x2001, 0xdb8, 0, 1, 1, 1, 1, 1], '2001:db8:0:1:1:1:1:1'],
  [[0x2001, 0, 0, 1, 0, 0, 0, 1], '2001:0:0:1::1'],
  [[0x2001, 0xdb8, 0, 0, 1, 0, 0, 1], '2001:db8::1:0:0:1'],
  [[0x2001, 0xdb8, 1, 2, 3, 4, 0, 0], '2001:db8:1:2:3:4::'],
  [[0, 0, 0, 0, 0, 0, 0, 0], '::'],
  [[0, 0, 0, 0, 0, 0, 0, 1], '::1'],
  [[0xfe80, 0, 0, 0, 0xabcd, 0, 0, 0x10], 'fe80::abcd:0:0:10'],
  [[0, 0, 0, 0, 0, 0xffff, 0xc000, 0x201], '::ffff:192.0.2.1'],
])('IPv6 %j', (groups, text) => {
  expect(ipv6Text(Uint8Array.from(groups.flatMap(be16)), 0)).toBe(text)
})
