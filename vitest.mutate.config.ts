import { defineConfig } from 'vitest/config'

/** The tests that mutants of safety/ and understanding/ have to get past: `npm run mutate`. */
export default defineConfig({
  test: {
    include: ['test/safety/*.test.ts', 'test/understanding/*.test.ts', 'test/broken.test.ts'],
    testTimeout: 30_000,
    maxWorkers: 1,
  },
})
