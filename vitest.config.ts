import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Two processes at most: some tests start servers and browsers of their own.
    maxWorkers: 2,
    setupFiles: ['test/written/listen.ts'],
  },
})
