import { readdir, readFile, realpath, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runProgram } from '@/lib/adapters/process/run-program';
import { userPath } from '@/lib/adapters/process/user-path';
import { isBelow } from '@/lib/adapters/sandbox/copy-ignored';
import { hostEnvironment } from '@/lib/env';

/** Proof that a folder is a sandbox of ours. Without it nothing is ever removed. */
export const MARKER = '.bakeoff-sandbox';
/** The marker until the sandbox is whole: one that a crash cut short is not taken for a whole one. */
export const DRAFT_MARKER = `${MARKER}.new`;

/** Folders of a sandbox, below its own. */
export const FOLDERS = { workspace: 'ws', home: 'home', tmp: 'tmp', io: 'io', layers: 'layers' } as const;

export function assertSandboxId(id: string): void {
  if (!/^[\w][\w.-]{0,199}$/.test(id)) throw new Error(`"${id}" cannot name a sandbox.`);
}

const VANISH_ROUNDS = 20;
const VANISH_ROUND_MS = 100;

export async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => null)) !== null;
}

export async function hasMarker(dir: string, name: string, id: string): Promise<boolean> {
  return (await readFile(path.join(dir, name), 'utf8').catch(() => null)) === id;
}

export async function isOurs(dir: string, id: string): Promise<boolean> {
  return (await hasMarker(dir, MARKER, id)) || (await hasMarker(dir, DRAFT_MARKER, id));
}

/** Whether it is gone, or is so in a moment. */
export async function vanishes(dir: string): Promise<boolean> {
  for (let round = 0; round < VANISH_ROUNDS; round += 1) {
    if (!(await exists(dir))) return true;
    await sleep(VANISH_ROUND_MS);
  }
  return false;
}

/** The real path of a sandbox's folder that may be removed; throws where it is not proven to be ours. */
export async function provenOurs(input: { root: string; dir: string; id: string }): Promise<string> {
  const root = await realpath(input.root);
  const real = await realpath(input.dir);
  if (!isBelow(root, real)) throw new Error(`${input.dir} is not below ${root}, so it is not removed.`);
  // A crash before the marker leaves nothing but empty folders of ours.
  const names: string[] = Object.values(FOLDERS);
  if (!(await isOurs(real, input.id)) && (await readdir(real)).some((name) => !names.includes(name))) {
    throw new Error(`${input.dir} has no mark that Bakeoff made it, so it is not removed.`);
  }
  return real;
}

export async function removeTree(dir: string): Promise<void> {
  // A dying process may still write into it.
  const options = { recursive: true, force: true, maxRetries: 5, retryDelay: 50 };
  try {
    await rm(dir, options);
  } catch {
    // Tools write-protect their caches, and some trees are deeper than a path may be long. The second failure is reported.
    const env = { PATH: userPath(hostEnvironment()) };
    const call = { cwd: path.dirname(dir), env, timeoutMs: 120_000 };
    await runProgram({ ...call, argv: ['chmod', '-R', 'u+rwX', dir] });
    await runProgram({ ...call, argv: ['rm', '-rf', '--one-file-system', '--', dir] });
    await rm(dir, options);
  }
}
