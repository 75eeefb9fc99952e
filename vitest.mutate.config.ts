import { defineConfig } from 'vitest/config'

/**
 * The tests that mutants of safety/ and understanding/ have to get past: `npm run mutate`. Those of safety read no lexicon
 * but their own of a few words: reading those of content/ takes seconds, for every mutant again.
 */
export default defineConfig({
  test: {
    include: [
      'test/safety/{choosing,classifier,combine,decide,join,judge,sounds-alike,weigh,words}.test.ts',
      'test/understanding/*.test.ts',
    ],
    testTimeout: 30_000,
    maxWorkers: 1,
  },
})
