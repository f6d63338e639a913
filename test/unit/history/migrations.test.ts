import { expect, it } from 'vitest'
import { MIGRATIONS } from '../../../src/history/migrations/index.ts'
import { SCHEMA_VERSION } from '../../../src/history/migrations/migration.ts'

it('numbers the migrations without gaps, up to the version that is told', () => {
  expect(MIGRATIONS.map((one) => one.version)).toEqual(
    Array.from({ length: SCHEMA_VERSION }, (_, i) => i + 1),
  )
})
