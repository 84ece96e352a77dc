/* oxlint-disable no-empty-pattern -- Playwright reads from the pattern which fixtures one needs */
/** What every end-to-end test starts from: a logged-in page, a repository of its own, the command line. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test as base } from '@playwright/test';
import { createTempRepository, type TempRepository } from '../lib/testing/temp-repository';

export { expect } from '@playwright/test';

export type CliResult = { code: number; stdout: string; stderr: string };

type Fixtures = {
  /** Data folder of the running product. */
  home: string;
  /** Bearer token of the running product. */
  token: string;
  /** A small repository with one commit on `main`; removed at the end. */
  repository: TempRepository;
  /** Runs `bakeoff` on the data folder of the running product. */
  bakeoff: (...args: string[]) => Promise<CliResult>;
  /** Messages that a page may print as errors in this test; everything else fails it. */
  allowedPageErrors: RegExp[];
  failOnPageErrors: void;
};

export const home = process.env.BAKEOFF_E2E_HOME ?? '';

export const test = base.extend<Fixtures>({
  home: async ({}, use) => use(home),
  token: async ({}, use) => use((await readFile(path.join(home, 'token'), 'utf8')).trim()),
  repository: async ({}, use) => {
    const repository = await createTempRepository({ 'README.md': '# Sample\n', 'src/sum.txt': '1 + 1 = 2\n' });
    await use(repository);
    await repository.cleanup();
  },
  bakeoff: async ({}, use) => use(runBakeoff),
  allowedPageErrors: [[], { option: true }],
  failOnPageErrors: [
    async ({ page, allowedPageErrors }, use) => {
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text());
      });
      await use();
      const unexpected = errors.filter((text) => !allowedPageErrors.some((allowed) => allowed.test(text)));
      base.expect(unexpected, 'errors that the page printed').toEqual([]);
    },
    { auto: true },
  ],
});

export function runBakeoff(...args: string[]): Promise<CliResult> {
  const options = { env: { ...process.env, BAKEOFF_HOME: home }, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve) => {
    execFile(path.resolve('bin/bakeoff'), args, options, (error, stdout, stderr) => {
      const code = error ? Number(error.code ?? 1) : 0;
      resolve({ code, stdout, stderr });
    });
  });
}
