import { expect, test } from 'vitest'
import { type DatabaseFault, toDatabaseError } from '../../../../src/shared/postgres/error.ts'

const coded = (code: string, message = 'said so') => Object.assign(new Error(message), { code })

const CASES: readonly (readonly [name: string, cause: unknown, fault: DatabaseFault])[] = [
  ['nobody listens', coded('ECONNREFUSED'), 'unreachable'],
  ['no such host', coded('ENOTFOUND'), 'unreachable'],
  ['it shuts down', coded('57P01'), 'unreachable'],
  ['it starts', coded('57P03'), 'unreachable'],
  ['too many are there', coded('53300'), 'unreachable'],
  ['the driver lost it', new Error('Connection terminated unexpectedly'), 'unreachable'],
  ['no connection in time', new Error('timeout exceeded when trying to connect'), 'unreachable'],
  ['no answer in time', new Error('Query read timeout'), 'unreachable'],
  ['a wrong password', coded('28P01'), 'login'],
  ['no such database', coded('3D000'), 'login'],
  ['a certificate of nobody', coded('SELF_SIGNED_CERT_IN_CHAIN'), 'login'],
  ['a certificate of another', coded('ERR_TLS_CERT_ALTNAME_INVALID'), 'login'],
  ['no TLS there', new Error('The server does not support SSL connections'), 'login'],
  ['a right lacks', coded('42501'), 'denied'],
  ['a standby', coded('25006'), 'denied'],
  ['a full disk', coded('53100'), 'full'],
  ['a deadlock', coded('40P01'), 'conflict'],
  ['no such table', coded('42P01'), 'absent'],
  ['a bug', coded('42601'), 'other'],
  ['something else', new TypeError('x is not a function'), 'other'],
]

test.each(CASES)('%s', (_, cause, fault) => {
  const error = toDatabaseError(cause)
  expect(error).toMatchObject({ name: 'DatabaseError', fault })
  expect(error.cause).toBe(cause)
  expect(toDatabaseError(error)).toBe(error)
})

test('several addresses of one host are told one by one', () => {
  const refused = ['::1', '127.0.0.1'].map((host) => coded('ECONNREFUSED', `connect ECONNREFUSED ${host}:9`))
  const error = toDatabaseError(Object.assign(new AggregateError(refused), { code: 'ECONNREFUSED' }))
  expect(error.fault).toBe('unreachable')
  expect(error.message).toBe('connect ECONNREFUSED ::1:9, connect ECONNREFUSED 127.0.0.1:9')
})
