import type { SchemaPart } from '../../shared/postgres/migrate.ts'

/** As in SQLite; `queued` is how far the queue has been filled. A step that was released is never edited. */
const INITIAL = `
  CREATE TABLE safe_npm.surveys (
    number        INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id            TEXT COLLATE "C" NOT NULL UNIQUE,
    started_at    TEXT COLLATE "C" NOT NULL,
    state         TEXT NOT NULL,
    plan          TEXT NOT NULL,
    total         INTEGER NOT NULL DEFAULT 0,
    done          INTEGER NOT NULL DEFAULT 0,
    suspicious    INTEGER NOT NULL DEFAULT 0,
    malicious     INTEGER NOT NULL DEFAULT 0,
    inconclusive  INTEGER NOT NULL DEFAULT 0,
    queued        INTEGER NOT NULL DEFAULT 0
  ) WITH (fillfactor = 50);

  CREATE TABLE safe_npm.survey_targets (
    survey        INTEGER NOT NULL REFERENCES safe_npm.surveys (number) ON DELETE CASCADE,
    position      INTEGER NOT NULL,
    name          TEXT NOT NULL,
    spec          TEXT,
    downloads     BIGINT,
    PRIMARY KEY (survey, position)
  );

  CREATE TABLE safe_npm.survey_results (
    survey        INTEGER NOT NULL REFERENCES safe_npm.surveys (number) ON DELETE CASCADE,
    position      INTEGER NOT NULL,
    version       TEXT,
    integrity     TEXT,
    verdict       TEXT NOT NULL,
    basis         TEXT NOT NULL,
    packages      INTEGER NOT NULL,
    imported      INTEGER NOT NULL,
    reason        TEXT,
    attempts      INTEGER NOT NULL,
    milliseconds  BIGINT NOT NULL,
    finished_at   BIGINT NOT NULL,
    lists         TEXT,
    PRIMARY KEY (survey, position)
  );
`

export const SURVEYS_PART: SchemaPart = { name: 'surveys', version: 1, steps: async () => [INITIAL] }
