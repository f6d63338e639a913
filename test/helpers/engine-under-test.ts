/** The engine that a run of the tests is about: vitest.config.ts says it. */
export const ENGINE = process.env.SAFE_NPM_TEST_ENGINE ?? 'bubblewrap'

/** The variable that says where the tests' daemon listens; test/docker/global-setup.ts sets it. */
export const DAEMON_URL = 'SAFE_NPM_TEST_DAEMON'
