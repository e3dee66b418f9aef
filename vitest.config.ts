import { defineConfig } from 'vitest/config';
import { pageParts } from './scripts/build-page-parts.mjs';
import { needTags } from './test/needs.ts';

// Two workers: a test that boots a lab keeps a second core busy by itself, and CI machines have two.
export default defineConfig({
  define: await pageParts(),
  test: {
    include: ['test/**/*.test.ts'],
    tags: needTags(),
    globalSetup: 'test/list-not-run.ts',
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // A missing expected file fails; it is never written behind our back.
    update: 'none',
    env: { NO_COLOR: '1', TZ: 'UTC' },
    coverage: { provider: 'v8', include: ['src/**/*.ts'] },
  },
});
