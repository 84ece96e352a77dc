import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { createGitRepository } from '@/lib/adapters/git/git-repository';
import { createWorkspaces } from '@/lib/adapters/workspace/create-workspaces';
import type { WorkspaceKind } from '@/lib/adapters/workspace/workspaces';
import { homePaths, type HomePaths } from '@/lib/paths';
import { allAtOnce, type Measured } from '@/scripts/bench/sandboxes/row';

const FILES = 50_000;
const LINES = 100;
const AT_ONCE = 8;

type Place = { paths: HomePaths; hub: string; sha: string };

/** Eight checkouts of a large repository at the same moment, each way that works here; no sandbox around them. */
export async function manyWorkspaces(runs: number): Promise<Measured[]> {
  const root = await realpath(
    await mkdtemp(path.join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'bakeoff-bench-')),
  );
  try {
    const place = await makeHub(root);
    const plain = await measureKind(place, { kind: 'checkout', runs });
    const shared = await measureKind(place, { kind: 'overlay', runs });
    const what = `${AT_ONCE} workspaces at once, ${FILES.toLocaleString('en')} files`;
    const second = { unit: 's' as const };
    return [
      ...(shared
        ? [
            {
              ...second,
              what: `${what}: copy-on-write`,
              bar: 'p50 < 1.5 s',
              limits: { p50: 1.5 },
              samples: shared.seconds,
            },
            {
              ...second,
              what: 'the frozen checkout below them, once a commit',
              bar: '(no bar)',
              limits: {},
              samples: [shared.first],
            },
            {
              unit: '%' as const,
              what: 'disk of each, of the tree',
              bar: '< 1 %',
              limits: { max: 1 },
              samples: shared.percent,
            },
          ]
        : []),
      {
        ...second,
        what: `${what}: plain checkouts`,
        bar: 'p50 < 8 s',
        limits: { p50: 8 },
        samples: plain?.seconds ?? [],
      },
    ];
  } finally {
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  }
}

type Kind = { seconds: number[]; percent: number[]; first: number };

/** Null where this way does not work on this host. Belongs to whoever runs it, as a person's own do. */
async function measureKind(place: Place, { kind, runs }: { kind: WorkspaceKind; runs: number }): Promise<Kind | null> {
  const workspaces = createWorkspaces({ paths: place.paths, kinds: [kind] });
  const make = async (id: string): Promise<{ runDir: string; kind: WorkspaceKind }> => {
    const runDir = place.paths.sandbox(id);
    await mkdir(runDir, { recursive: true });
    const { hub, sha } = place;
    const made = await workspaces.make({ hub, sha, runDir, owner: null, prepared: null, innerOverlays: false });
    return { runDir, kind: made.kind };
  };
  const unmake = async (runDir: string): Promise<void> => {
    await workspaces.unmake(runDir);
    await rm(runDir, { recursive: true, force: true });
  };
  // The first one finds out what the host can do, and freezes what the others share.
  const first = await allAtOnce(1, () => make('first'));
  const works = first.all[0]?.kind === kind;
  const treeKilobytes = await diskOf(path.join(place.paths.sandbox('first'), 'ws'));
  await unmake(place.paths.sandbox('first'));
  if (!works) return null;
  const result: Kind = { seconds: [], percent: [], first: first.ms / 1000 };
  for (let round = 0; round < runs; round += 1) {
    const { ms, all } = await allAtOnce(AT_ONCE, (index) => make(`r${round}-${index}`));
    result.seconds.push(ms / 1000);
    for (const { runDir } of all) {
      result.percent.push((100 * (await diskOf(runDir))) / treeKilobytes);
      await unmake(runDir);
    }
  }
  return result;
}

/** Without what is mounted below. */
async function diskOf(dir: string): Promise<number> {
  const { stdout } = await promisify(execFile)('du', ['-xsk', dir]);
  return Number.parseInt(stdout, 10);
}

async function makeHub(root: string): Promise<Place> {
  const paths = homePaths(path.join(root, 'data'));
  for (const dir of [paths.sandboxes, paths.cache, paths.hubs]) await mkdir(dir, { recursive: true, mode: 0o700 });
  const repoPath = path.join(root, 'project');
  await promisify(execFile)('git', ['init', '-q', '-b', 'main', repoPath]);
  await importFiles(repoPath);
  const git = createGitRepository();
  const hub = paths.hub('p');
  await git.ensureHub({ hub, repoPath });
  const imported = await git.importCommit({ hub, repoPath, ref: 'main' });
  if (!imported.ok) throw new Error(imported.error.message);
  return { paths, hub, sha: imported.value.sha };
}

/** Straight into a pack: to write and add so many files would take longer than all that is measured. */
async function importFiles(repoPath: string): Promise<void> {
  const child = spawn('git', ['-C', repoPath, 'fast-import', '--quiet'], { stdio: ['pipe', 'inherit', 'inherit'] });
  const ended = once(child, 'exit');
  const write = async (text: string): Promise<void> => {
    if (!child.stdin.write(text)) await once(child.stdin, 'drain');
  };
  await write('commit refs/heads/main\ncommitter Bench <bench@localhost> 0 +0000\ndata 4\nbase\n');
  for (let index = 0; index < FILES; index += 1) {
    const text = source(index);
    await write(`M 100644 inline src/part-${Math.floor(index / 100)}/file-${index}.js\ndata ${text.length}\n${text}\n`);
  }
  child.stdin.end();
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error(`git fast-import ended with ${code}.`);
}

function source(index: number): string {
  const line = (n: number): string => `export const value${n} = compute(input, { index: ${index}, line: ${n} });\n`;
  return Array.from({ length: LINES }, (_none, n) => line(n)).join('');
}
