import { defineConfig } from 'vitest/config'

/** The Docker engine: a daemon of the tests' own, and what the main job's tests ask of a watch, in containers. */
const docker =
  process.getuid?.() === 0
    ? [
        {
          test: {
            name: 'docker',
            include: [
              'test/docker/**/*.test.ts',
              'test/e2e/{fixtures,sealed,same-bits,known-tree,limits,killed,real-packages,threats}.test.ts',
            ],
            globalSetup: 'test/docker/global-setup.ts',
            env: { SAFE_NPM_TEST_ENGINE: 'docker' },
            testTimeout: 300_000,
            hookTimeout: 300_000,
            fileParallelism: false,
            sequence: { groupOrder: 3 },
          },
        },
      ]
    : []
if (docker.length === 0)
  console.warn('skipped: the tests of the Docker engine, which start a daemon, need root')

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 20_000 } },
      // Real engines, databases and registries: one file and one project at a time, because they share two cores and
      // look for what the others leave behind.
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
      ...docker,
    ],
  },
})
