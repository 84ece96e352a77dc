import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';

const script = fileURLToPath(new URL('agent-clis.mjs', import.meta.url));
let dir: string;
let cache: string;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'agent-clis-'));
  cache = path.join(dir, 'cache');
});
afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

/** Stands in for npm: notes each call, and puts programs that answer `--version` where npm would. */
const FAKE_NPM = `#!/bin/sh
echo "$@" >> "$NPM_CALLS"
mkdir -p node_modules/.bin
for name in claude codex claude-agent-acp codex-acp; do
  printf '#!/bin/sh\\necho 1.0\\n' > node_modules/.bin/$name
  chmod +x node_modules/.bin/$name
done
`;

async function install(npm: string): Promise<Record<string, unknown>> {
  const bin = path.join(dir, 'bin');
  await mkdir(bin, { recursive: true });
  await writeFile(path.join(bin, 'npm'), npm);
  await chmod(path.join(bin, 'npm'), 0o755);
  const env: NodeJS.ProcessEnv = {
    NODE_ENV: 'test',
    PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}`,
    BAKEOFF_AGENT_CLIS: cache,
    NPM_CALLS: path.join(dir, 'calls'),
  };
  const { stdout } = await promisify(execFile)(process.execPath, [script], { env });
  return JSON.parse(stdout) as Record<string, unknown>;
}

const npmCalls = async (): Promise<string[]> =>
  (await readFile(path.join(dir, 'calls'), 'utf8')).trim().split('\n').filter(Boolean);

test('installs once, and then answers without npm', async () => {
  const first = await install(FAKE_NPM);
  expect(first).toMatchObject({ available: true });
  expect(await readFile(String(first.claude), 'utf8')).toContain('echo 1.0');
  expect(await install('#!/bin/sh\nexit 1\n')).toEqual(first);
  expect(await npmCalls()).toHaveLength(2);
});

test("leaves the vendors' second copies out of the adapters", async () => {
  await install(FAKE_NPM);
  expect((await npmCalls()).map((call) => call.includes('--omit=optional'))).toEqual([false, true]);
});

test('installs once for two that ask at the same time', async () => {
  const answers = await Promise.all([install(FAKE_NPM), install(FAKE_NPM)]);
  expect(answers[0]).toEqual(answers[1]);
  expect(await npmCalls()).toHaveLength(2);
});

test('takes over the lock of a process that died, and clears its leftovers', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['-p', 'process.pid']);
  const pid = stdout.trim();
  await mkdir(path.join(cache, `incoming-${pid}`), { recursive: true });
  await writeFile(path.join(cache, 'install.lock'), pid);
  expect(await install(FAKE_NPM)).toMatchObject({ available: true });
  expect(await readdir(cache)).toEqual(['installed']);
});

test('installs again when a program is gone', async () => {
  const answer = await install(FAKE_NPM);
  await rm(String(answer.codex));
  await install(FAKE_NPM);
  expect(await npmCalls()).toHaveLength(4);
});

test('says why when npm fails, ends well, and leaves nothing half-installed', async () => {
  const answer = await install('#!/bin/sh\necho "registry unreachable" >&2\nexit 1\n');
  expect(answer).toEqual({ available: false, reason: 'npm install failed: registry unreachable' });
  expect(await readdir(cache)).toEqual([]);
});
