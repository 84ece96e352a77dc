import { copyFile, mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Git, GitPlace } from './exec';
import { isNotFound } from './exec';
import { readWorkTreeRules, type WorkTreeRules } from './ignore-rules';
import type { OpenRepository } from './open';

/** A git folder of our own in front of somebody else's objects and files: none of their configuration applies. */
export type ShadowInput = {
  dir: string;
  headSha: string;
  /** Object folders to read from. */
  borrow: string[];
  exclude: string;
  attributes: string;
};

export async function writeShadow(input: ShadowInput): Promise<void> {
  const { dir } = input;
  await mkdir(path.join(dir, 'objects/info'), { recursive: true });
  await Promise.all([mkdir(path.join(dir, 'refs'), { recursive: true }), mkdir(path.join(dir, 'info'))]);
  await Promise.all([
    writeFile(path.join(dir, 'HEAD'), `${input.headSha}\n`),
    writeFile(path.join(dir, 'config'), formatConfig(input.headSha)),
    writeFile(path.join(dir, 'objects/info/alternates'), input.borrow.map((folder) => `${folder}\n`).join('')),
    writeFile(path.join(dir, 'info/exclude'), input.exclude),
    writeFile(path.join(dir, 'info/attributes'), input.attributes),
  ]);
}

/** The lines of a configuration that say how long object ids are; those of SHA-256 have 64 digits. */
export function formatConfig(sha: string): string {
  return sha.length === 64
    ? '[core]\n\trepositoryformatversion = 1\n\tbare = false\n[extensions]\n\tobjectformat = sha256\n'
    : '[core]\n\trepositoryformatversion = 0\n\tbare = false\n';
}

export type Shadow = { place: GitPlace; rules: WorkTreeRules };

/** Lets git look at the user's work tree through a shadow with a copy of the index: nothing of theirs is written or run. */
export async function withShadow<T>(
  git: Git,
  input: { repository: OpenRepository; headSha: string; objects?: string },
  use: (shadow: Shadow) => Promise<T>,
): Promise<T> {
  const { repository, headSha } = input;
  const dir = await mkdtemp(path.join(tmpdir(), 'bakeoff-shadow-'));
  try {
    const rules = await readWorkTreeRules(git, repository);
    await writeShadow({
      dir,
      headSha,
      borrow: [path.join(repository.commonDir, 'objects'), ...(input.objects ? [input.objects] : [])],
      exclude: rules.exclude,
      attributes: rules.attributes,
    });
    await copyIndex(repository.gitDir, dir);
    const place: GitPlace = { gitDir: dir, workTree: repository.root, config: rules.config };
    if (input.objects) place.objects = input.objects;
    return await use({ place, rules });
  } finally {
    await rm(dir, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function copyIndex(gitDir: string, dir: string): Promise<void> {
  const shared = (await readdir(gitDir)).filter((name) => name.startsWith('sharedindex.'));
  await Promise.all(['index', ...shared].map((name) => copyKeepingTime(path.join(gitDir, name), path.join(dir, name))));
}

/**
 * Git reads a file again when it changed no earlier than the index was written. A copy must therefore not look newer
 * than the original, or a change of the same moment would go unnoticed.
 */
export async function copyKeepingTime(from: string, to: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(from);
    await copyFile(from, to);
    const seconds = Math.floor(mtimeMs / 1000);
    await utimes(to, seconds, seconds);
    return true;
  } catch (cause) {
    if (isNotFound(cause)) return false;
    throw cause;
  }
}
