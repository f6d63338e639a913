import type { Migration } from './migration.ts'

/**
 * Packages are bytes: two tarballs under one version are two rows. An observation is what one watch saw of one
 * package in one context; its digest is over everything that it says, so that the same outcome is one row and a
 * damaged row is noticed. Decisions stand alone: one can be made before its scan is recorded.
 */
export const initial: Migration = {
  version: 1,
  sqlite: `
    CREATE TABLE scans (
      id          TEXT PRIMARY KEY,
      started_at  TEXT NOT NULL,
      command     TEXT NOT NULL,
      verdict     TEXT NOT NULL,
      outcome     TEXT NOT NULL,
      engine      TEXT,
      platform    TEXT NOT NULL,
      sensor      TEXT NOT NULL,
      packages    INTEGER NOT NULL,
      findings    INTEGER NOT NULL,
      report      BLOB NOT NULL
    ) STRICT;
    CREATE INDEX scans_by_time ON scans (started_at, id);

    CREATE TABLE packages (
      id          INTEGER PRIMARY KEY,
      name        TEXT NOT NULL,
      version     TEXT NOT NULL,
      integrity   TEXT NOT NULL,
      UNIQUE (name, version, integrity)
    ) STRICT;

    CREATE TABLE scan_packages (
      package_id  INTEGER NOT NULL REFERENCES packages (id),
      scan_id     TEXT NOT NULL REFERENCES scans (id) ON DELETE CASCADE,
      direct      INTEGER NOT NULL,
      verdict     TEXT NOT NULL,
      basis       TEXT NOT NULL,
      PRIMARY KEY (package_id, scan_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX scan_packages_by_scan ON scan_packages (scan_id);

    CREATE TABLE observations (
      package_id  INTEGER NOT NULL REFERENCES packages (id),
      platform    TEXT NOT NULL,
      sensor      TEXT NOT NULL,
      closure     TEXT NOT NULL,
      digest      TEXT NOT NULL,
      inert       INTEGER NOT NULL,
      phases      TEXT NOT NULL,
      scripts     TEXT NOT NULL,
      findings    TEXT NOT NULL,
      scan_id     TEXT NOT NULL REFERENCES scans (id),
      watched_at  INTEGER NOT NULL,
      PRIMARY KEY (package_id, platform, sensor, closure, digest)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX observations_by_scan ON observations (scan_id);

    CREATE TABLE decisions (
      id          INTEGER PRIMARY KEY,
      effect      TEXT NOT NULL,
      package     TEXT NOT NULL,
      host        TEXT NOT NULL,
      reason      TEXT,
      scope       TEXT NOT NULL,
      who         TEXT NOT NULL,
      decided_at  INTEGER NOT NULL,
      scan_id     TEXT
    ) STRICT;
    CREATE INDEX decisions_by_subject ON decisions (package, host);
  `,
  // "C": ids and hashes are no words of a language, and an index must outlive the next version of the system's sorting.
  postgres: `
    CREATE TABLE safe_npm.scans (
      id          TEXT COLLATE "C" PRIMARY KEY,
      started_at  TEXT COLLATE "C" NOT NULL,
      command     TEXT NOT NULL,
      verdict     TEXT NOT NULL,
      outcome     TEXT NOT NULL,
      engine      TEXT,
      platform    TEXT NOT NULL,
      sensor      TEXT NOT NULL,
      packages    INTEGER NOT NULL,
      findings    INTEGER NOT NULL,
      report      BYTEA NOT NULL
    );
    ALTER TABLE safe_npm.scans ALTER COLUMN report SET STORAGE EXTERNAL;
    CREATE INDEX scans_by_time ON safe_npm.scans (started_at, id);

    CREATE TABLE safe_npm.packages (
      id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      name        TEXT COLLATE "C" NOT NULL,
      version     TEXT COLLATE "C" NOT NULL,
      integrity   TEXT COLLATE "C" NOT NULL,
      UNIQUE (name, version, integrity)
    );

    CREATE TABLE safe_npm.scan_packages (
      package_id  BIGINT NOT NULL REFERENCES safe_npm.packages (id),
      scan_id     TEXT COLLATE "C" NOT NULL REFERENCES safe_npm.scans (id) ON DELETE CASCADE,
      direct      INTEGER NOT NULL,
      verdict     TEXT NOT NULL,
      basis       TEXT NOT NULL,
      PRIMARY KEY (package_id, scan_id)
    );
    CREATE INDEX scan_packages_by_scan ON safe_npm.scan_packages (scan_id);

    CREATE TABLE safe_npm.observations (
      package_id  BIGINT NOT NULL REFERENCES safe_npm.packages (id),
      platform    TEXT COLLATE "C" NOT NULL,
      sensor      TEXT COLLATE "C" NOT NULL,
      closure     TEXT COLLATE "C" NOT NULL,
      digest      TEXT COLLATE "C" NOT NULL,
      inert       INTEGER NOT NULL,
      phases      TEXT NOT NULL,
      scripts     TEXT NOT NULL,
      findings    TEXT NOT NULL,
      scan_id     TEXT COLLATE "C" NOT NULL REFERENCES safe_npm.scans (id),
      watched_at  BIGINT NOT NULL,
      PRIMARY KEY (package_id, platform, sensor, closure, digest)
    );
    CREATE INDEX observations_by_scan ON safe_npm.observations (scan_id);

    CREATE TABLE safe_npm.decisions (
      id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      effect      TEXT NOT NULL,
      package     TEXT COLLATE "C" NOT NULL,
      host        TEXT NOT NULL,
      reason      TEXT,
      scope       TEXT NOT NULL,
      who         TEXT NOT NULL,
      decided_at  BIGINT NOT NULL,
      scan_id     TEXT
    );
  `,
}
