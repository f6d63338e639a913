import { describe, expect, test } from 'vitest'
import {
  databasePlace,
  isDatabaseAddress,
  withoutDatabaseSecrets,
} from '../../../../src/shared/postgres/address.ts'

const PLACES: readonly (readonly [address: string, place: string])[] = [
  ['postgres://u:secret@db.example/x', 'postgres://u@db.example/x'],
  ['postgresql://u:secret@db.example:5433/x', 'postgres://u@db.example:5433/x'],
  ['POSTGRES://db.example/x?user=u&password=secret', 'postgres://u@db.example/x'],
  ['postgres:///x?host=/run/secret-not&password=secret', 'postgres:///x?host=/run/secret-not'],
  ['postgres://u:se%40cret%2F@[2001:db8::7]:5432/x?sslpassword=secret', 'postgres://u@[2001:db8::7]:5432/x'],
  ['postgres://:secret@db.example', 'postgres://db.example'],
  // What cannot be read is not shown: it may be all password.
  ['postgres://u:secret#x@db.example/x', 'postgres://…'],
]

describe('the place of a database', () => {
  test.each(PLACES)('%s', (address, place) => {
    expect(isDatabaseAddress(address)).toBe(true)
    expect(databasePlace(address)).toBe(place)
  })
})

test.each(['/var/lib/history.db', 'history.db', 'mysql://db.example/x', 'x-postgres://db.example/x', ''])(
  '%j is none',
  (text) => {
    expect(isDatabaseAddress(text)).toBe(false)
  },
)

test('a command line keeps everything but the secrets', () => {
  const argv = [
    'install',
    'foo',
    '--safe-history=postgres://u:se cret@db.example/x?password=secret',
    '--strict',
  ]
  expect(withoutDatabaseSecrets(argv)).toEqual([
    'install',
    'foo',
    '--safe-history=postgres://u@db.example/x',
    '--strict',
  ])
  expect(withoutDatabaseSecrets(['--history', 'POSTGRESQL://u:secret@h/x', ''])).toEqual([
    '--history',
    'postgres://u@h/x',
    '',
  ])
})
