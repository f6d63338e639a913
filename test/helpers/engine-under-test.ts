/** The engine that a run of the tests is about: vitest.config.ts says it. */
export const ENGINE = process.env.SAFE_NPM_TEST_ENGINE ?? 'bubblewrap'
