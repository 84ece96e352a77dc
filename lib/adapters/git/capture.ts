import { lstat, mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { CaptureResult, GitRepository } from '@/lib/core/repository';
import { readStats } from './diff';
import { GitError, GitTimeoutError } from './errors';
import type { Git, GitPlace } from './exec';
import { identityEnvironment, PRODUCT_IDENTITY } from './identity';
import { LIVE_INDEX } from './live-stats';
import { isValidRefName } from './parse/ref-name';
import { copyKeepingTime, writeShadow } from './shadow';
import { snapshotWorkTree, type Snapshot } from './snapshot';
import { startIndexOf } from './start-index';
import { CAPTURE_LIMITS, shorten, STRANGER, type SnapshotLimits } from './snapshot-limits';

/** Long for an honest work tree, and short for one that makes git wait on a pipe. */
const FIRST_TRY_MS = 30_000;

/** Git reads them whole; nobody writes as much by hand. */
const MAX_RULES_BYTES = 1024 * 1024;

type CaptureInput = Parameters<GitRepository['capture']>[0];

type CaptureOptions = { firstTryMs?: number; limits?: Partial<SnapshotLimits> };
type Capture = CaptureInput & { limits: SnapshotLimits; firstTryMs: number };

/** See `GitRepository.capture`. Git's folder is the hub; a `.git` in the checkout is never read. */
export async function captureCheckout(
  git: Git,
  input: CaptureInput,
  options: CaptureOptions = {},
): Promise<CaptureResult> {
  assertOwnRef(input.ref);
  const { hub, startSha } = input;
  const limits = { ...CAPTURE_LIMITS, ...options.limits };
  const firstTryMs = options.firstTryMs ?? FIRST_TRY_MS;
  const { tree, warnings } = await snapshotCheckout(git, { ...input, limits, firstTryMs });
  const startTree = await git.text({ gitDir: hub, args: ['rev-parse', '--verify', `${startSha}^{tree}`] });
  const changed = tree !== startTree;
  const sha = changed ? await commitTree(git, { ...input, tree }) : startSha;
  await git.run({ gitDir: hub, args: ['update-ref', '--no-deref', input.ref, sha] });
  const stats = changed
    ? await readStats(git, { hub, from: startSha, to: sha })
    : { filesChanged: 0, linesAdded: 0, linesRemoved: 0 };
  return { sha, changed, stats, warnings };
}

export function assertOwnRef(ref: string): void {
  if (!/^refs\/bakeoff(-agent)?\//.test(ref) || !isValidRefName(ref)) throw new Error(`Not a ref of ours: ${ref}`);
}

/** One commit on top of the start, by the product, because the agent's own commits are not part of the result. */
async function commitTree(git: Git, input: CaptureInput & { tree: string }): Promise<string> {
  return git.text({
    gitDir: input.hub,
    args: ['commit-tree', input.tree, '-p', input.startSha, '-F', '-'],
    input: input.message,
    env: identityEnvironment(PRODUCT_IDENTITY),
  });
}

async function snapshotCheckout(git: Git, input: Capture): Promise<Snapshot> {
  const { firstTryMs: timeoutMs } = input;
  const hurried: Git = {
    ...git,
    run: (call) => git.run({ ...call, timeoutMs }),
    text: (call) => git.text({ ...call, timeoutMs }),
  };
  try {
    return await snapshotWith(hurried, input, { gitDir: input.hub });
  } catch (cause) {
    if (!(cause instanceof GitTimeoutError || cause instanceof GitError)) throw cause;
    const removed = await removeHostileRules(input.dir);
    const isStuck = cause instanceof GitTimeoutError || removed.length > 0;
    const snapshot = isStuck ? await snapshotAgain(git, input) : await snapshotVerbatim(git, input, cause);
    return { ...snapshot, warnings: shorten([...removed, ...snapshot.warnings]) };
  }
}

async function snapshotAgain(git: Git, input: Capture): Promise<Snapshot> {
  try {
    return await snapshotWith(git, input, { gitDir: input.hub });
  } catch (cause) {
    if (cause instanceof GitError) return snapshotVerbatim(git, input, cause);
    throw cause;
  }
}

async function snapshotWith(git: Git, input: Capture, where: GitPlace): Promise<Snapshot> {
  const index = path.join(input.scratch, 'capture.index');
  await mkdir(input.scratch, { recursive: true });
  // A capture that was killed may have left its lock.
  await rm(`${index}.lock`, { force: true });
  // Files that were passed over then are marked in it.
  await rm(index, { force: true });
  // What the live page has read is not read again.
  const isLooked = await copyKeepingTime(path.join(input.scratch, LIVE_INDEX), index);
  if (!isLooked) await copyKeepingTime(startIndexOf(input.dir), index);
  return snapshotWorkTree(git, {
    place: { ...where, ...STRANGER, config: { ...where.config, ...STRANGER.config }, workTree: input.dir, index },
    baseSha: input.startSha,
    exclude: input.exclude,
    limits: input.limits,
  });
}

/** Attributes in the checkout may name an encoding that does not exist; then files are taken as they are on disk. */
async function snapshotVerbatim(git: Git, input: Capture, first: GitError): Promise<Snapshot> {
  const shadow = path.join(input.scratch, 'verbatim');
  await rm(shadow, { recursive: true, force: true });
  const objects = path.join(input.hub, 'objects');
  const attributes = '* -text -ident -working-tree-encoding -filter\n';
  await writeShadow({ dir: shadow, headSha: input.startSha, borrow: [objects], exclude: '', attributes });
  const where = { gitDir: shadow, objects, config: { 'core.excludesFile': path.join(input.hub, 'info/exclude') } };
  const snapshot = await snapshotWith(git, input, where);
  return {
    ...snapshot,
    warnings: [...snapshot.warnings, `Files were taken without the conversions of .gitattributes: ${first.message}`],
  };
}

/** Git opens `.gitignore` and `.gitattributes` without looking: a pipe holds it for ever, gigabytes take its memory. */
async function removeHostileRules(dir: string): Promise<string[]> {
  const warnings: string[] = [];
  const folders = [dir];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    // Too deep for git, too, which leaves it out.
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      const full = path.join(folder, entry.name);
      if (entry.isDirectory()) folders.push(full);
      else if (RULES.has(entry.name) && (await isHostile(full))) {
        await rm(full, { force: true });
        warnings.push(
          `${JSON.stringify(path.relative(dir, full))} is no ordinary file or far too large, and was removed.`,
        );
      }
    }
  }
  return warnings;
}

const RULES = new Set(['.gitignore', '.gitattributes', '.gitmodules']);

async function isHostile(file: string): Promise<boolean> {
  const info = await lstat(file).catch(() => null);
  if (!info || info.isSymbolicLink()) return false;
  return !info.isFile() || info.size > MAX_RULES_BYTES;
}
