import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));
const alias = { '@/': root, 'server-only': `${root}lib/testing/server-only.ts` };

export default defineConfig({
  resolve: { alias },
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          include: ['{lib,workers,bin,components,app,e2e}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.int.test.ts', '**/node_modules/**'],
          setupFiles: ['lib/testing/setup.ts'],
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'int',
          include: ['{lib,workers,bin,scripts}/**/*.int.test.ts'],
          setupFiles: ['lib/testing/setup.ts'],
          globalSetup: ['lib/testing/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
