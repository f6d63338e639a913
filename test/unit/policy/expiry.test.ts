import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { endOfDay, isExpired, parseExpires } from '../../../src/policy/expiry.ts'

const NO_DAYS = [
  '',
  'tomorrow',
  '2027',
  '2027-1-31',
  '2027-02-29',
  '2027-04-31',
  '2027-13-01',
  '2027-00-01',
  '2027-01-00',
  '1969-12-31',
  '2027-01-31T00:00:00Z',
  ' 2027-01-31',
  '31.01.2027',
  '1900-02-29',
]

describe('the last day of a rule', () => {
  for (const text of NO_DAYS) {
    it(`'${text}' is no day`, () => {
      expect(endOfDay(text)).toBeNull()
      expect(() => parseExpires(text)).toThrow(expect.objectContaining({ code: 'policy-expires' }))
    })
  }

  it('ends when the calendar says', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('9999-12-30'), noInvalidDate: true }), (date) => {
        const day = date.toISOString().slice(0, 10)
        expect(endOfDay(day)).toBe(Date.parse(day) + 86_400_000)
        expect(parseExpires(day)).toBe(day)
      }),
    )
  })

  const CASES: readonly (readonly [expires: string | undefined, now: string, expired: boolean])[] = [
    [undefined, '9999-12-31', false],
    ['2027-01-31', '2027-01-30T12:00:00Z', false],
    ['2027-01-31', '2027-01-31T00:00:00Z', false],
    ['2027-01-31', '2027-01-31T23:59:59.999Z', false],
    ['2027-01-31', '2027-02-01T00:00:00Z', true],
    ['2028-02-29', '2028-02-29T12:00:00Z', false],
    ['2028-02-29', '2028-03-01T00:00:00Z', true],
    ['2000-12-31', '2027-01-01', true],
    ['no day', '1970-01-01', true],
  ]
  for (const [expires, now, expired] of CASES)
    it(`${expires} at ${now}`, () => expect(isExpired({ expires }, Date.parse(now))).toBe(expired))
})
