import type { Database } from 'better-sqlite3'
import { SurveyError } from '../error.ts'

/**
 * Millions of rows: a spec that is the name, and lists that are empty, take no room. The counts of a survey stand in
 * its own row and change with each result, so that progress costs nothing.
 */
const SCHEMA = `
  CREATE TABLE surveys (
    number        INTEGER PRIMARY KEY,
    id            TEXT NOT NULL UNIQUE,
    started_at    TEXT NOT NULL,
    state         TEXT NOT NULL,
    plan          TEXT NOT NULL,
    total         INTEGER NOT NULL,
    done          INTEGER NOT NULL DEFAULT 0,
    suspicious    INTEGER NOT NULL DEFAULT 0,
    malicious     INTEGER NOT NULL DEFAULT 0,
    inconclusive  INTEGER NOT NULL DEFAULT 0
  ) STRICT;

  CREATE TABLE targets (
    survey        INTEGER NOT NULL REFERENCES surveys (number) ON DELETE CASCADE,
    position      INTEGER NOT NULL,
    name          TEXT NOT NULL,
    spec          TEXT,
    downloads     INTEGER,
    PRIMARY KEY (survey, position)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE results (
    survey        INTEGER NOT NULL REFERENCES surveys (number) ON DELETE CASCADE,
    position      INTEGER NOT NULL,
    version       TEXT,
    integrity     TEXT,
    verdict       TEXT NOT NULL,
    basis         TEXT NOT NULL,
    packages      INTEGER NOT NULL,
    imported      INTEGER NOT NULL,
    reason        TEXT,
    attempts      INTEGER NOT NULL,
    milliseconds  INTEGER NOT NULL,
    finished_at   INTEGER NOT NULL,
    lists         TEXT,
    PRIMARY KEY (survey, position)
  ) STRICT, WITHOUT ROWID;
`
/** Of the file; a change of SCHEMA raises it and says how to get there. */
const VERSION = 1

export function migrateSurveys(database: Database): void {
  if (versionOf(database) === VERSION) return
  database
    .transaction(() => {
      if (versionOf(database) === VERSION) return // another process was first
      const tables = database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()
      if (tables !== 0) {
        throw new SurveyError(
          'surveys-corrupt',
          `${database.name} is a database of something else`,
          'Name another place with --history',
        )
      }
      database.exec(SCHEMA)
      database.pragma(`user_version = ${VERSION}`)
    })
    .immediate()
}

function versionOf(database: Database): number {
  const version = Number(database.pragma('user_version', { simple: true }))
  if (version > VERSION || version < 0) {
    throw new SurveyError(
      'surveys-newer',
      `the surveys ${database.name} were written by a newer safe-npm (schema ${version}; this one knows ${VERSION})`,
      'Update safe-npm, or name another place with --history',
    )
  }
  return version
}
