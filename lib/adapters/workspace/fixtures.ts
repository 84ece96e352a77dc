/** What the integration tests of this folder start from: a project's hub, a data folder of its own, and sandbox folders. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createProject, isThere, type ProjectFixture } from '@/lib/adapters/git/fixtures';
import type { PreparedBase } from '@/lib/core/ports';
import { createWorkspaces } from './create-workspaces';
import { unmountBelow } from './overlay-mount';
import { removeTree, type Owner } from './tools';
import type { WorkspaceKind, Workspaces } from './workspaces';

export type WorkspaceFixture = {
  project: ProjectFixture;
  /** A data folder, on a fast disk where there is one. */
  data: string;
  cache: string;
  workspaces: Workspaces;
  runDir: (id: string) => string;
  make: (
    id: string,
    options?: { sha?: string; prepared?: PreparedBase; innerOverlays?: boolean; toFreeze?: boolean },
  ) => Promise<Awaited<ReturnType<Workspaces['make']>> & { dir: string; home: string }>;
  cleanup: () => Promise<void>;
};

export const OWNER: Owner | null = process.getuid?.() === 0 ? { uid: 61_000, gid: 61_000 } : null;

export async function createFixture(
  files: Record<string, string | Buffer>,
  kinds?: WorkspaceKind[],
): Promise<WorkspaceFixture> {
  const fast = (await isThere('/dev/shm')) ? '/dev/shm' : tmpdir();
  const data = await mkdtemp(path.join(fast, 'bakeoff-ws-'));
  const project = await createProject(files);
  const cache = path.join(data, 'cache');
  const workspaces = createWorkspaces({ paths: { cache }, ...(kinds ? { kinds } : {}) });
  const runDir = (id: string): string => path.join(data, 'sandboxes', id);
  return {
    project,
    data,
    cache,
    workspaces,
    runDir,
    make: async (id, { sha = project.baseSha, prepared, innerOverlays = false, toFreeze = false } = {}) => {
      await mkdir(runDir(id), { recursive: true });
      const input = { hub: project.hub, sha, runDir: runDir(id), owner: OWNER, innerOverlays, toFreeze };
      const made = await workspaces.make({ ...input, prepared: prepared ?? null });
      return { ...made, dir: path.join(runDir(id), 'ws'), home: path.join(runDir(id), 'home') };
    },
    cleanup: async () => {
      await unmountBelow(data);
      await removeTree(data);
      await rm(data, { recursive: true, force: true });
      await project.cleanup();
    },
  };
}
