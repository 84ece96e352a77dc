/** The product, freshly started on a data folder of its own, and a browser state that is logged in. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

const START_TIMEOUT_MS = 180_000;

export default async function globalSetup(): Promise<() => Promise<void>> {
  const home = given('BAKEOFF_E2E_HOME');
  const port = given('BAKEOFF_E2E_PORT');
  await rm(home, { recursive: true, force: true });
  await mkdir(home, { recursive: true });
  const child = spawn('bin/bakeoff', ['up', '--no-open', '--json', '--home', home, '--port', port], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, BAKEOFF_HOME: home, BAKEOFF_LOG_LEVEL: 'info' },
  });
  const { loginUrl } = await untilUp(child);
  await writeFile(path.join(home, 'e2e-login.json'), JSON.stringify(await logIn(loginUrl)));
  return async () => {
    await stop(child);
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  };
}

function given(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is set by playwright.config.ts, and is not.`);
  return value;
}

function untilUp(child: ChildProcess): Promise<{ loginUrl: string }> {
  return new Promise((resolve, reject) => {
    let output = '';
    const timer = setTimeout(() => reject(new Error('bakeoff up did not come up.')), START_TIMEOUT_MS);
    child.stdout?.on('data', (data: Buffer) => {
      output += data.toString();
      if (!output.includes('\n')) return;
      clearTimeout(timer);
      resolve(JSON.parse(output) as { loginUrl: string });
    });
    child.once('exit', (code) => reject(new Error(`bakeoff up ended with exit code ${code}.`)));
  });
}

/** What Playwright's storageState holds after a person opened the printed URL. */
async function logIn(loginUrl: string): Promise<unknown> {
  const answer = await fetch(loginUrl, { redirect: 'manual' });
  const [name, value] = (answer.headers.get('set-cookie') ?? '').split(';')[0]?.split('=') ?? [];
  if (!name || !value) throw new Error(`The login answered ${answer.status} without a cookie.`);
  const cookie = { name, value, domain: '127.0.0.1', path: '/', expires: -1, httpOnly: true, secure: false };
  return { cookies: [{ ...cookie, sameSite: 'Strict' }], origins: [] };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}
