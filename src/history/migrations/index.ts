import { initial } from './0001-initial.ts'
import type { Migration } from './migration.ts'

/** In order, without gaps; as many as SCHEMA_VERSION says. */
export const MIGRATIONS: readonly Migration[] = [initial]
