import { defineConfig } from 'vitest/config'

/** Patience for a busy machine of two cores; a test that hangs still fails. */
const patience = { testTimeout: 60_000, hookTimeout: 120_000, teardownTimeout: 20_000 }

/** Two files at a time, also on two cores: half of the work is the database's. */
const maxWorkers = 2

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...patience,
          name: 'unit',
          include: ['standard/**/*.test.ts', 'contract/**/*.test.ts', 'practice/**/*.test.ts',
            'web/**/*.test.{ts,tsx}', 'server/platform/**/*.test.ts'],
          maxWorkers,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...patience,
          name: 'server',
          include: ['server/**/*.test.ts'],
          exclude: ['server/platform/**', '**/node_modules/**'],
          globalSetup: ['server/testing/setup.ts'],
          maxWorkers,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // One browser and one server at a time, and nothing beside them: what they measure is theirs.
        test: {
          ...patience,
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          globalSetup: ['e2e/house.ts'],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
