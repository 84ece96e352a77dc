import { spawn } from 'node:child_process';
import path from 'node:path';
import { root } from '../lib/paths.mjs';
import { atEnd } from './cleanup.mjs';
import { toRow } from './report.mjs';

const MAIN = path.join(root, 'scripts/bench/sandboxes/main.ts');

/** What lies below the use cases is written in TypeScript, and runs on its own: `name` as main.ts knows it. */
export const lockedIn =
  (name) =>
  async ({ runs }) => {
    const args = ['--import', 'tsx', MAIN, name, ...(runs === undefined ? [] : [String(runs)])];
    const rows = JSON.parse(await outputOf(args));
    return rows.map((row) => toRow(row));
  };

function outputOf(args) {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  atEnd(async () => void child.kill('SIGTERM'));
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => (text += chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve(text) : reject(new Error(`It ended with exit code ${code}.`))));
  });
}
