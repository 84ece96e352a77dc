import { access, constants, open, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { findExecutable } from '@/lib/adapters/process/user-path';
import { runProgram } from '@/lib/adapters/process/run-program';
import type { SandboxMount } from '@/lib/core/sandbox';
import { isAtOrAbove, mayShow, placeFor, type Forbidden } from './reach-places';

export type Programs = {
  /** The given paths as they work inside: real ones, because links on the way there are not shown. */
  realPaths: Map<string, string>;
  mounts: SandboxMount[];
  /** Folders of the programs that others start by name, for the PATH. */
  folders: string[];
};

type Search = { env: Readonly<Record<string, string>>; forbidden: Forbidden; homeInside: string };

const MAX_SCRIPT_BYTES = 64 * 1024;
const MAX_DEPTH = 8;
const ASK_TIMEOUT_MS = 4000;
/** Shims look at the name they are started by, and at much of the home; their manager knows the program behind them. */
const SHIMS: { folder: RegExp; manager: string }[] = [
  { folder: /\/\.?volta\/bin$/, manager: 'volta' },
  { folder: /\/\.?asdf\/shims$/, manager: 'asdf' },
  { folder: /\/mise\/shims$/, manager: 'mise' },
  { folder: /\/\.?pyenv\/shims$/, manager: 'pyenv' },
  { folder: /\/\.?rbenv\/shims$/, manager: 'rbenv' },
];

/** Everything that the given files need of the host to run: interpreters, packages, libraries beside them. */
export async function findPrograms(files: readonly string[], search: Search): Promise<Programs> {
  const seen = new Map<string, string>();
  const mounts: SandboxMount[] = [];
  const folders = new Set<string>();
  const visit = async (given: string, depth: number): Promise<void> => {
    if (seen.has(given) || depth > MAX_DEPTH) return;
    const real = await realProgram(given, search);
    seen.set(given, real ?? given);
    if (real === null) return;
    mounts.push(...showing(placeFor(real, search.forbidden), search.forbidden));
    const script = await readScript(real);
    if (script === null) return;
    for (const name of interpreters(script)) {
      const found = await findExecutable(name, search.env.PATH ?? '');
      if (found === null) continue;
      await visit(found, depth + 1);
      const behind = seen.get(found) ?? found;
      if (!name.startsWith('/')) folders.add(path.dirname(behind));
      // The kernel goes by what the script says, link or not.
      if (name.startsWith('/') && behind !== found && mayShow(found, search.forbidden)) {
        mounts.push({ source: behind, target: found, mode: 'ro' });
      }
    }
    if (!isShell(script)) return;
    for (const { source, target } of mentioned(script, real, search)) {
      // What it starts, not what it reads: that may be a secret.
      if (!(await isExecutable(source))) continue;
      await visit(source, depth + 1);
      const place = seen.get(source);
      // Found below its home: inside that is another folder.
      if (target !== source && place !== undefined) mounts.push({ source: place, target, mode: 'ro' });
    }
  };
  for (const file of files) await visit(file, 0);
  return { realPaths: seen, mounts: withoutCovered(mounts), folders: [...folders] };
}

/** Drops what another one shows already. */
export function withoutCovered(mounts: readonly SandboxMount[]): SandboxMount[] {
  return mounts.filter((mount, i) => {
    const earlier = mounts.findIndex(({ source, target }) => source === mount.source && target === mount.target);
    if (earlier !== i) return false;
    const cover = mounts.some((by) => by.source !== mount.source && isSame(by) && isAtOrAbove(by.source, mount.source));
    // A link that is shown with its folder needs no mount of its own.
    const isLinkInside = mounts.some(
      (by) => isSame(by) && by.target !== mount.target && isAtOrAbove(by.target, mount.target),
    );
    return !(isSame(mount) && cover) && !(mount.mode === 'ro' && isLinkInside);
  });
}

function isSame(mount: SandboxMount): boolean {
  return mount.source === mount.target && mount.mode === 'ro';
}

function showing(place: string, forbidden: Forbidden): SandboxMount[] {
  return mayShow(place, forbidden) ? [{ source: place, target: place, mode: 'ro' }] : [];
}

async function realProgram(file: string, { env }: Search): Promise<string | null> {
  const shim = SHIMS.find(({ folder }) => folder.test(path.dirname(file)));
  const behind = shim ? await askManager(shim.manager, file, env) : null;
  const real = await realpath(behind ?? file).catch(() => null);
  return real !== null && (await stat(real)).isFile() ? real : null;
}

async function askManager(manager: string, file: string, env: Search['env']): Promise<string | null> {
  const program = await findExecutable(manager, env.PATH ?? '');
  if (program === null) return null;
  const argv: [string, ...string[]] = [program, 'which', path.basename(file)];
  const answer = await runProgram({ argv, cwd: '/', env: { ...env }, timeoutMs: ASK_TIMEOUT_MS, maxOutput: 4000 });
  const line = answer.stdout.trim().split('\n').at(-1) ?? '';
  return answer.exitCode === 0 && path.isAbsolute(line) ? line : null;
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** The beginning of a script; null for anything that the kernel starts by itself. */
async function readScript(file: string): Promise<string | null> {
  const handle = await open(file, 'r').catch(() => null);
  if (handle === null) return null;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAX_SCRIPT_BYTES), 0, MAX_SCRIPT_BYTES, 0);
    const text = buffer.subarray(0, bytesRead).toString('utf8');
    return text.startsWith('#!') ? text : null;
  } finally {
    await handle.close();
  }
}

/** Of `#!/usr/bin/env -S node --flag` both; of `#!/bin/sh` the one. */
function interpreters(script: string): string[] {
  const words = (script.split('\n', 1)[0] ?? '').slice(2).trim().split(/\s+/);
  const [program = '', ...rest] = words;
  if (path.basename(program) !== 'env') return [program];
  const name = rest.find((word) => !word.startsWith('-') && !word.includes('='));
  return name === undefined ? [program] : [program, name];
}

function isShell(script: string): boolean {
  return /^#!.*\b(?:ba|da|z|k)?sh\b/.test(script);
}

/** Files that a wrapper script names: absolute, beside itself (pnpm's), or below the home. */
function mentioned(script: string, file: string, search: Search): { source: string; target: string }[] {
  const home = search.env.HOME;
  const lines = script.split('\n').filter((line) => !line.startsWith('#'));
  const words = lines.flatMap((line) => line.match(/(?:\$\{?\w+\}?|~)?\/[^\s"';|&()<>]+/g) ?? []);
  return words.flatMap((word) => {
    const [, variable = '', rest = ''] = /^((?:\$\{?\w+\}?|~)?)(\/.*)$/.exec(word) ?? [];
    const name = variable.replaceAll(/[${}]/g, '');
    if (name === '') return [{ source: path.normalize(rest), target: path.normalize(rest) }];
    if (name === 'HOME' || name === '~') {
      return home ? [{ source: path.join(home, rest), target: path.join(search.homeInside, rest) }] : [];
    }
    if (!/^(?:basedir|dir|here|script_?dir)$/i.test(name)) return [];
    const beside = path.join(path.dirname(file), rest);
    return [{ source: beside, target: beside }];
  });
}
