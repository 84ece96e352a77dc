import { spawn } from 'node:child_process';
import { root } from './paths.mjs';
import { Sentence } from './say.mjs';

const TAIL_BYTES = 30_000;

/** Runs a program and shows nothing of it unless it fails: then the end of what it printed. */
export function runQuietly(program, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (data) => (output = `${output}${data}`.slice(-TAIL_BYTES));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const command = [program, ...args].join(' ');
    child.once('error', (cause) => reject(new Sentence(`${command} can't be started: ${cause.message}.`, { cause })));
    child.once('close', (code, signal) => {
      if (code === 0) resolve(output);
      else reject(new Sentence(`${output.trim()}\n\n"${command}" ended with ${signal ?? `exit code ${code}`}.`));
    });
  });
}

/** Runs a program on the same terminal and gives its exit code. */
export function runOpenly(program, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 2, 2] });
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/** npm as it was started, or the one on the path. */
export function npmCommand(args) {
  const cli = process.env.npm_execpath;
  return cli?.endsWith('npm-cli.js') ? [process.execPath, [cli, ...args]] : ['npm', args];
}
