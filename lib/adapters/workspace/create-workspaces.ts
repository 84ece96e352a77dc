import { chmod, chown, mkdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { writeGitFolder, moveCheckout } from '@/lib/adapters/git/checkout';
import type { HostEnvironment } from '@/lib/adapters/git/environment';
import { createGit, type Git } from '@/lib/adapters/git/exec';
import { copyKeepingTime } from '@/lib/adapters/git/shadow';
import { startIndexOf } from '@/lib/adapters/git/start-index';
import { objectsFor } from '@/lib/adapters/git/stores';
import { hostEnvironment } from '@/lib/env';
import type { HomePaths } from '@/lib/paths';
import { baseKey, buildBase, makeCheckout } from './base';
import { openFrozenStores, type FrozenName, type FrozenStores } from './cache';
import { isMountable, mountOverlay, probeOverlay, unmountBelow, isMounted, type OverlayMount } from './overlay-mount';
import { carryOver, preparedKey } from './prepared-parts';
import { probeClone } from './probe-clone';
import { copyTree, giveWhatIsRoots, removeTree, type Owner } from './tools';
import { readWorkspaceRecord, writeWorkspaceRecord, type WorkspaceRecord } from './workspace-record';
import {
  WORKSPACE_KINDS,
  type InnerOverlay,
  type MakeWorkspace,
  type WorkspaceKind,
  type Workspaces,
} from './workspaces';

type Input = {
  paths: Pick<HomePaths, 'cache'>;
  /** Where PATH is found for git; default: the server's. */
  environment?: HostEnvironment;
  /** Ways that may be taken; default: the best that works. */
  kinds?: readonly WorkspaceKind[];
};

/** What works on this host; for overlays, with which options. */
type Ways = { overlay: string | null; clone: boolean };
type Made = {
  overlays: InnerOverlay[];
  objects: string[];
  /** The frozen index that this checkout shares, where it does: a copy each would outweigh all else that it takes. */
  startIndex?: string;
};

export function createWorkspaces(input: Input): Workspaces {
  const maker = new WorkspaceMaker(input);
  return {
    make: (request) => maker.make(request),
    restore: (runDir) => maker.restore(runDir),
    unmake: (runDir) => maker.unmake(runDir),
  };
}

class WorkspaceMaker {
  private readonly input: Input;
  private readonly git: Git;
  private readonly stores: FrozenStores;
  private found: Promise<Ways> | null = null;

  constructor(input: Input) {
    this.input = input;
    this.git = createGit(input.environment ?? hostEnvironment());
    this.stores = openFrozenStores(input.paths);
  }

  async make(request: MakeWorkspace): ReturnType<Workspaces['make']> {
    const ways = await this.probe();
    await mkdir(path.join(request.runDir, 'layers'), { recursive: true });
    const made = await this.makeBy(ways, request);
    const dir = path.join(request.runDir, 'ws');
    const index = path.join(dir, '.git/index');
    await rm(startIndexOf(dir), { force: true });
    if (made.startIndex) await symlink(made.startIndex, startIndexOf(dir));
    else await copyKeepingTime(index, startIndexOf(dir));
    const { kind, overlays, objects } = made;
    return { kind, overlays, objects };
  }

  private async makeBy(ways: Ways, request: MakeWorkspace): Promise<Made & { kind: WorkspaceKind }> {
    if (ways.overlay !== null && isMountable(request.runDir) && !request.toFreeze) {
      return { kind: 'overlay', ...(await this.mount(request, ways.overlay)) };
    }
    return ways.clone
      ? { kind: 'clone', ...(await this.clone(request)) }
      : { kind: 'checkout', ...(await this.checkout(request)) };
  }

  /** Once a process: what a host can do does not change while it runs. */
  private probe(): Promise<Ways> {
    const kinds = this.input.kinds ?? WORKSPACE_KINDS;
    const { cache } = this.input.paths;
    const look = async (): Promise<Ways> => {
      await mkdir(cache, { recursive: true, mode: 0o700 });
      return {
        overlay: kinds.includes('overlay') ? await probeOverlay(cache) : null,
        clone: kinds.includes('clone') && (await probeClone(cache)),
      };
    };
    this.found ??= look();
    return this.found;
  }

  /** The frozen folder to start from, kept for this sandbox. */
  private async share(request: MakeWorkspace): Promise<{ dir: string; sha: string; store: FrozenName; key: string }> {
    const { prepared, hub, sha, owner, runDir } = request;
    if (prepared) {
      const key = preparedKey(prepared);
      return { dir: await this.stores.prepared.use(key, runDir, null), sha: prepared.sha, store: 'prepared', key };
    }
    const start = request.fromSha ?? sha;
    const key = await baseKey({ hub, sha: start, owner });
    const build = (dir: string): Promise<void> => buildBase(this.git, { hub, sha: start, owner, dir });
    return { dir: await this.stores.bases.use(key, runDir, build), sha: start, store: 'bases', key };
  }

  private async mount(request: MakeWorkspace, options: string): Promise<Made> {
    const { runDir, owner, prepared } = request;
    const from = await this.share(request);
    const layer = (name: string, lower: string): OverlayMount => ({
      lower,
      upper: path.join(runDir, 'layers', `${name}-upper`),
      work: path.join(runDir, 'layers', `${name}-work`),
      target: path.join(runDir, name),
    });
    const mounts = [layer('ws', path.join(from.dir, 'ws'))];
    const frozen = [{ store: from.store, key: from.key }];
    const home = await this.shareHome(request);
    if (home) mounts.push(layer('home', home.dir));
    else await makeFolder(path.join(runDir, 'home'), 0o700, owner);
    if (home && !prepared) frozen.push({ store: 'prepared', key: home.key });
    await writeWorkspaceRecord(runDir, { kind: 'overlay', options, mounts, frozen });
    for (const mount of mounts) await this.mountOne(mount, options, owner);
    const objects = await this.moveTo(request, from.sha);
    const index = path.join(from.dir, 'ws/.git/index');
    return { overlays: [], objects, ...(from.sha === request.sha ? { startIndex: index } : {}) };
  }

  /** The frozen home to start from, kept for this sandbox. */
  private async shareHome({ prepared, homeOf, runDir }: MakeWorkspace): Promise<{ dir: string; key: string } | null> {
    const of = prepared ?? homeOf;
    if (!of) return null;
    const key = preparedKey(of);
    return { dir: path.join(await this.stores.prepared.use(key, runDir, null), 'home'), key };
  }

  private async mountOne(mount: OverlayMount, options: string, owner: Owner | null): Promise<void> {
    const mode = mount.target.endsWith('home') ? 0o700 : 0o755;
    await makeFolder(mount.upper, mode, owner);
    await mkdir(mount.work, { recursive: true });
    await mkdir(mount.target, { recursive: true });
    await mountOverlay(mount, options);
  }

  /** Where set-up was done on another commit than this checkout is for. Its `.git` is still the product's own work. */
  private async moveTo(request: MakeWorkspace, from: string): Promise<string[]> {
    const { hub, sha, runDir, owner } = request;
    if (from === sha) return objectsFor(this.git, { hub, sha });
    const dir = path.join(runDir, 'ws');
    const objects = await writeGitFolder(this.git, { hub, sha, dir });
    await moveCheckout(this.git, { dir, sha });
    if (owner) await giveWhatIsRoots(dir, owner);
    return objects;
  }

  private async clone(request: MakeWorkspace): Promise<Made> {
    const { runDir, owner, prepared } = request;
    const from = await this.share(request);
    await makeFolder(path.join(runDir, 'ws'), 0o755, owner);
    await makeFolder(path.join(runDir, 'home'), 0o700, owner);
    await copyTree(path.join(from.dir, 'ws'), path.join(runDir, 'ws'));
    const home = (prepared ?? request.homeOf)?.home;
    if (home) await copyTree(home, path.join(runDir, 'home'));
    await writeWorkspaceRecord(runDir, { kind: 'clone', options: '', mounts: [], frozen: [] });
    await this.stores[from.store].release(from.key, runDir);
    return { overlays: [], objects: await this.moveTo(request, from.sha) };
  }

  private async checkout(request: MakeWorkspace): Promise<Made> {
    const { runDir, owner, prepared } = request;
    const dir = path.join(runDir, 'ws');
    await makeFolder(path.join(runDir, 'home'), 0o700, owner);
    const record: WorkspaceRecord = { kind: 'checkout', options: '', mounts: [], frozen: [] };
    if (!prepared) {
      await writeWorkspaceRecord(runDir, record);
      if (request.homeOf) await copyTree(request.homeOf.home, path.join(runDir, 'home'));
      return { overlays: [], objects: await makeCheckout(this.git, { ...request, dir }) };
    }
    const { key } = await this.share(request);
    const frozen = [{ store: 'prepared' as const, key }];
    await writeWorkspaceRecord(runDir, { ...record, frozen });
    const objects = await makeCheckout(this.git, { ...request, dir });
    await copyTree(prepared.home, path.join(runDir, 'home'));
    return { overlays: await carryOver({ ...request, prepared }), objects };
  }

  async restore(runDir: string): Promise<void> {
    const record = await readWorkspaceRecord(runDir);
    if (!record || record.mounts.length === 0) return;
    for (const mount of record.mounts) {
      if (await isMounted(mount.target)) continue;
      // Says that this layer was in use when the machine stopped, and would have it refused.
      await removeTree(mount.work);
      await mkdir(mount.work);
      await mountOverlay(mount, record.options);
    }
  }

  async unmake(runDir: string): Promise<void> {
    await unmountBelow(runDir);
    const record = await readWorkspaceRecord(runDir);
    for (const { store, key } of record?.frozen ?? []) await this.stores[store].release(key, runDir);
  }
}

async function makeFolder(dir: string, mode: number, owner: Owner | null): Promise<void> {
  await mkdir(dir, { recursive: true });
  await chmod(dir, mode);
  if (owner) await chown(dir, owner.uid, owner.gid);
}
