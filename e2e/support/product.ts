/** The product as a person starts it: `bakeoff up` on a data folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';

const START_TIMEOUT_MS = 180_000;

export type Product = { loginUrl: string; stop: () => Promise<void> };

type Start = {
  home: string;
  port: string;
  /** Beside this process's own. */
  env?: Record<string, string>;
  /** A program that is put in front of it. */
  launcher?: string[];
};

export async function startProduct({ home, port, env = {}, launcher = [] }: Start): Promise<Product> {
  const up = ['bin/bakeoff', 'up', '--no-open', '--json', '--home', home, '--port', port];
  const [program = '', ...args] = [...launcher, ...up];
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env, BAKEOFF_HOME: home, BAKEOFF_LOG_LEVEL: 'info' },
  });
  const { loginUrl } = await untilUp(child);
  return { loginUrl, stop: () => stop(child) };
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

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}
