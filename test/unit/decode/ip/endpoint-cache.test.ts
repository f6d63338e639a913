import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EndpointCache } from '../../../../src/decode/ip/endpoint-cache.ts'

test('an endpoint is what its bytes say, whatever was asked before', () => {
  const cache = new EndpointCache()
  const octets = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(255), fc.nat(255))
  fc.assert(
    fc.property(octets, fc.nat(0xffff), (bytes, port) => {
      const expected = { address: bytes.join('.'), port }
      expect(cache.endpoint(4, Uint8Array.from(bytes), 0, port)).toEqual(expected)
      expect(cache.endpoint(6, Uint8Array.of(...bytes, ...new Uint8Array(12)), 0, port).address).toContain(
        '::',
      )
      expect(cache.endpoint(4, Uint8Array.from(bytes), 0, port)).toEqual(expected)
    }),
    { numRuns: 20_000 },
  )
})
