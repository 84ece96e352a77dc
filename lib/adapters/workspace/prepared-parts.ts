import { chown, lstat, mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { PreparedBase } from '@/lib/core/ports';
import { copyTree, runTool, type Owner } from './tools';
import type { InnerOverlay, MakeWorkspace } from './workspaces';

/** The name of a prepared base in the cache: the folder that its checkout lies in. */
export function preparedKey(prepared: PreparedBase): string {
  return path.basename(path.dirname(prepared.workspace));
}

/** Brings what set-up made into a fresh checkout: as overlays that the sandbox mounts, or as copies. */
export async function carryOver(request: MakeWorkspace & { prepared: PreparedBase }): Promise<InnerOverlay[]> {
  const { prepared, runDir, owner, innerOverlays } = request;
  const overlays: InnerOverlay[] = [];
  for (const [at, name] of prepared.dependencies.entries()) {
    const lower = path.join(prepared.workspace, name);
    const target = path.join(runDir, 'ws', name);
    const kind = await lstat(lower).catch(() => null);
    // The commit may have this very file, or a file where the way to it leads; then that is what counts.
    if (!kind || (await lstat(target).catch(() => null))) continue;
    if (!(await makeFolders(path.join(runDir, 'ws'), path.dirname(name), owner))) continue;
    if (!kind.isDirectory()) await runTool('cp', ['-a', '--', lower, target]);
    else if (innerOverlays) overlays.push(await layer({ runDir, at, lower, name, owner, target }));
    else {
      await makeOwn(target, owner);
      await copyTree(lower, target);
    }
  }
  return overlays;
}

type Layer = { runDir: string; at: number; lower: string; name: string; target: string; owner: Owner | null };

async function layer({ runDir, at, lower, name, owner, target }: Layer): Promise<InnerOverlay> {
  const folder = path.join(runDir, 'layers', `inner-${at}`);
  const [upper, work] = [path.join(folder, 'upper'), path.join(folder, 'work')];
  await mkdir(folder, { recursive: true });
  for (const dir of [upper, work, target]) await makeOwn(dir, owner);
  return { lower, upper, work, path: name };
}

async function makeOwn(dir: string, owner: Owner | null): Promise<void> {
  await mkdir(dir);
  if (owner) await chown(dir, owner.uid, owner.gid);
}

/** False where a link or a file of the commit stands in the way. */
async function makeFolders(root: string, name: string, owner: Owner | null): Promise<boolean> {
  if (name === '.') return true;
  let dir = root;
  for (const part of name.split('/')) {
    dir = path.join(dir, part);
    const there = await lstat(dir).catch(() => null);
    if (there && !there.isDirectory()) return false;
    if (!there) await makeOwn(dir, owner);
  }
  return true;
}
