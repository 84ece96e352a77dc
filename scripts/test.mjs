// Everything that has to hold, from a clean clone: set-up, style, types, dead code, unit, integration, end to end.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { npmCommand, runOpenly } from './lib/child.mjs';
import { playwrightCounts, vitestCounts } from './lib/counts.mjs';
import { nodeProblem } from './lib/node-version.mjs';
import { root } from './lib/paths.mjs';
import { explain, say, seconds, Sentence } from './lib/say.mjs';
import { setup } from './lib/setup.mjs';

const reports = path.join(root, '.cache', 'test');
const total = { passed: 0, failed: 0, skipped: 0 };
const failedSteps = [];

/** A test must not touch the data or the database of whoever runs it. */
function isolate() {
  for (const name of Object.keys(process.env)) {
    if (name === 'DATABASE_URL' || (name.startsWith('BAKEOFF_') && name !== 'BAKEOFF_AGENT_CLIS')) {
      delete process.env[name];
    }
  }
  process.env.NEXT_TELEMETRY_DISABLED = '1';
}

async function check(title, work) {
  const startedAt = Date.now();
  say(`\n=== ${title}`);
  const exitCode = await work().catch(explain);
  say(`=== ${title}: ${exitCode === 0 ? 'ok' : 'FAILED'}, ${seconds(startedAt)}`);
  if (exitCode !== 0) failedSteps.push(title);
  return exitCode;
}

const npmRun = (name) => () => runOpenly(...npmCommand(['run', '--silent', name]));

async function count(title, { read, run }) {
  let counts = null;
  const exitCode = await check(title, async () => {
    const code = await run();
    counts = read();
    return code;
  });
  // A file that could not even be loaded has no test that failed.
  const failed = Math.max(counts?.failed ?? 0, exitCode === 0 ? 0 : 1);
  total.passed += counts?.passed ?? 0;
  total.failed += failed;
  total.skipped += counts?.skipped ?? 0;
}

function vitest(project) {
  const file = path.join(reports, `${project}.json`);
  const args = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  return count(`${project} tests`, {
    read: () => vitestCounts(file),
    run: () => runOpenly(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--project', project, ...args]),
  });
}

async function endToEnd() {
  const { ensureChromium } = await import('./lib/chromium.mjs');
  const file = path.join(reports, 'e2e.json');
  await count('end-to-end tests', {
    read: () => playwrightCounts(file),
    run: async () => {
      const env = { CHROMIUM_PATH: await ensureChromium(), PLAYWRIGHT_JSON_OUTPUT_FILE: file };
      return runOpenly(process.execPath, ['node_modules/@playwright/test/cli.js', 'test', '--reporter=list,json'], env);
    },
  });
}

/** What the tests run that a bare machine lacks; container engines and the browser are fetched by those who need them. */
async function ensureTools() {
  const tools = { git: 'git', bwrap: 'bubblewrap', curl: 'curl' };
  const missing = Object.keys(tools).filter((program) => spawnSync(program, ['--version']).error);
  if (missing.length === 0) return;
  const { aptInstall, isRootOnDebian } = await import('./lib/chromium.mjs');
  if (isRootOnDebian()) await aptInstall(...missing.map((program) => tools[program]));
}

async function main() {
  const problem = nodeProblem(process.versions.node);
  if (problem) throw new Sentence(problem);
  isolate();
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  await ensureTools();
  await setup({ web: false });
  for (const name of ['format:check', 'lint', 'typecheck', 'knip']) {
    if ((await check(name, npmRun(name))) !== 0) total.failed++;
  }
  await vitest('unit');
  const built = await check('build', async () => {
    await setup({ web: true });
    return 0;
  });
  if (built !== 0) total.failed++;
  // Some of these start the whole product, which is why they come after the build.
  await vitest('int');
  if (built === 0) await endToEnd();
}

await main().catch((error) => {
  explain(error);
  total.failed++;
});
if (failedSteps.length > 0) say(`\nFailed: ${failedSteps.join(', ')}`);
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exitCode = total.failed === 0 ? 0 : 1;
