/** Puts the concrete parts together. Called by workers/container.ts, workers/main.ts and lib/server/container.ts only. */
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { createAgentCatalog } from '@/lib/adapters/agent/catalog';
import { createDisk } from '@/lib/adapters/disk/disk';
import { createDemoRepository } from '@/lib/adapters/git/demo-repository';
import { createGitRepository } from '@/lib/adapters/git/git-repository';
import { openSpawner } from '@/lib/adapters/process/run-command';
import { openRunnerFiles } from '@/lib/adapters/runner/runner-files';
import { createHostFacts } from '@/lib/adapters/host/host-facts';
import { createBubblewrapProvider } from '@/lib/adapters/sandbox/bubblewrap/bubblewrap-provider';
import { createDockerProvider } from '@/lib/adapters/sandbox/docker/docker-provider';
import { sandboxOwner } from '@/lib/adapters/sandbox/owner';
import { createProcessProvider } from '@/lib/adapters/sandbox/process/process-provider';
import { createSandboxes } from '@/lib/adapters/sandbox/sandboxes';
import { createTraceStore } from '@/lib/adapters/traces/trace-store';
import { createTemplateFiles } from '@/lib/adapters/disk/template-files';
import { createWorkspaceCache } from '@/lib/adapters/workspace/cache';
import { createWorkspaces } from '@/lib/adapters/workspace/create-workspaces';
import { createPreparedStore } from '@/lib/adapters/workspace/prepared';
import { openDatabase } from '@/lib/db/client';
import { newId } from '@/lib/db/ids';
import { openQueue } from '@/lib/db/queue';
import { env } from '@/lib/env';
import { reportError } from '@/lib/logger';
import { homePaths } from '@/lib/paths';
import { productRoot } from '@/lib/product-root';
import type { Bakeoff } from '@/lib/services/bakeoff';
import { createBakeoff } from '@/lib/services/create-bakeoff';
import type { Deps } from '@/lib/services/ports';

export type Composed = { deps: Deps; bakeoff: Bakeoff; close: () => Promise<void> };

export type ComposeInput = {
  home: string;
  databaseUrl: string;
  /** A worker takes jobs and looks after the queue; others only send. */
  role: 'worker' | 'client';
};

export async function compose({ home, databaseUrl, role }: ComposeInput): Promise<Composed> {
  const paths = homePaths(home);
  await makePrivate([paths.hubs, paths.clones, paths.sandboxes, paths.cache, paths.adapters, paths.traces]);
  const hostId = await readHostId(paths.hostId);
  const db = openDatabase(databaseUrl, role === 'worker' ? 12 : 6);
  const queue = await openQueue(databaseUrl, { supervise: role === 'worker', hostId, onError: reportError });
  const git = createGitRepository();
  const docker = createDockerProvider({ paths });
  const prepared = createPreparedStore({ paths });
  const deps: Deps = {
    db,
    queue,
    git,
    sandboxes: createSandboxes({
      paths,
      // In the order of preference.
      providers: [createBubblewrapProvider({ paths }), docker, createProcessProvider()],
      workspaces: createWorkspaces({ paths }),
      runnerCommand: program('runner'),
    }),
    prepared: { ...prepared, keyOf: (request) => prepared.keyOf({ ...request, owner: sandboxOwner() }) },
    cache: createWorkspaceCache(paths),
    traces: createTraceStore(paths.traces),
    cacheBytes: env().BAKEOFF_CACHE_SIZE,
    images: docker.images,
    host: createHostFacts(),
    agents: createAgentCatalog({ paths, demoCommand: program('demo-agent') }),
    openRunner: openRunnerFiles,
    disk: createDisk(),
    paths,
    clock: { now: () => new Date() },
    templates: createTemplateFiles({ builtIn: path.join(productRoot(), 'examples'), own: paths.templates }),
    hostId,
    createDemoProject: createDemoRepository,
  };
  const spawner = role === 'worker' && !fromSource ? openSpawner(path.join(productRoot(), 'dist/spawner.mjs')) : null;
  const close = async (): Promise<void> => {
    spawner?.close();
    await queue.close();
    await db.close();
  };
  return { deps, bakeoff: createBakeoff(deps), close };
}

/** They hold the person's code. The data folder itself may have to let the database's own user through. */
async function makePrivate(dirs: string[]): Promise<void> {
  for (const dir of dirs) {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await chmod(dir, 0o700);
  }
}

/** A run stays on the host that launched it, so a host needs a name that outlives restarts. */
async function readHostId(file: string): Promise<string> {
  const given = env().BAKEOFF_HOST_ID;
  if (given) return given;
  const known = await readFile(file, 'utf8').catch(() => null);
  if (known) return known.trim();
  const name = hostname()
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-');
  const id = `${name.slice(0, 24)}-${newId()}`;
  await mkdir(path.dirname(file), { recursive: true });
  // Two processes may start at once: the first to write names the host for both.
  await writeFile(file, `${id}\n`, { flag: 'wx' }).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
  });
  return (await readFile(file, 'utf8')).trim();
}

const fromSource = import.meta.url.endsWith('.ts');

/** Bundled they are files of dist/; from the sources (development, tests) they run through tsx. */
function program(name: 'runner' | 'demo-agent'): string[] {
  const root = productRoot();
  return fromSource
    ? [
        process.execPath,
        '--import',
        path.join(root, 'node_modules/tsx/dist/loader.mjs'),
        path.join(root, 'workers', `${name}.ts`),
      ]
    : [process.execPath, path.join(root, 'dist', `${name}.mjs`)];
}
