import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { sandboxOwner } from '@/lib/adapters/sandbox/owner';
import { createWorkspaceCache } from '@/lib/adapters/workspace/cache';
import { createPreparedStore } from '@/lib/adapters/workspace/prepared';
import { prepareBase, type PrepareBase, type PrepareDeps } from '@/lib/services/sandbox/prepared-base';
import { createSandboxBench, type SandboxBench } from '@/lib/testing/sandbox-bench';
import { allAtOnce, type Measured } from '@/scripts/bench/sandboxes/row';

const VARIANTS = 10;
const FILES = 26_000;
const BYTES = 600_000_000;
const SAID = 'an install ran';

/** As an install leaves it: many small files in folders of their own, few in each. */
const INSTALL = `
  const { mkdirSync, writeFileSync } = require('node:fs');
  const text = Buffer.alloc(${Math.round(BYTES / FILES)}, 'module.exports = 1;\\n');
  for (let i = 0; i < ${FILES}; i += 1) {
    const dir = 'node_modules/package-' + Math.floor(i / 20);
    if (i % 20 === 0) mkdirSync(dir, { recursive: true });
    writeFileSync(dir + '/file-' + i + '.js', text);
  }
  console.log('${SAID}');
`;

/** Ten variants want the same set-up at the same moment; afterwards all ten start from what one of them made. */
export async function setupOnce(runs: number): Promise<Measured[]> {
  const bench = await createSandboxBench('bubblewrap', existsSync('/dev/shm') ? { folder: '/dev/shm' } : {});
  if (!bench) return [];
  try {
    const deps = depsOf(bench);
    const installs: number[] = [];
    const ready: number[] = [];
    for (let round = 0; round < runs; round += 1) {
      const sha = await commitInstall(bench, round);
      const made = await oneRound({ bench, deps, sha });
      installs.push(made.installs);
      ready.push(...made.ready);
    }
    const what = `${VARIANTS} variants with ${BYTES / 1e6} MB of node_modules`;
    return [
      { what: `${what}: installs`, unit: '', bar: '1', limits: { max: 2 }, samples: installs },
      { what: `${what}: set-up done to ready`, unit: 'ms', bar: '< 1000 ms', limits: { max: 1000 }, samples: ready },
    ];
  } finally {
    await bench.cleanup();
  }
}

function depsOf({ paths, sandboxes }: SandboxBench): PrepareDeps {
  const host: PrepareDeps['host'] = {
    defaultMemoryBytes: () => 8 * 1024 ** 3,
    load: () => Promise.reject(new Error('Nothing waits here.')),
  };
  const cache = createWorkspaceCache(paths);
  const store = createPreparedStore({ paths });
  const prepared: PrepareDeps['prepared'] = {
    ...store,
    keyOf: (request) => store.keyOf({ ...request, owner: sandboxOwner() }),
  };
  return { sandboxes, prepared, cache, cacheBytes: Number.MAX_SAFE_INTEGER, host };
}

/** A commit of its own each round, so that nothing is kept for it yet. */
async function commitInstall(bench: SandboxBench, round: number): Promise<string> {
  const { project: repoPath, hub } = bench;
  const git = async (...args: string[]): Promise<void> => {
    const identity = ['-c', 'user.name=Bench', '-c', 'user.email=bench@localhost'];
    await promisify(execFile)('git', ['-C', repoPath, ...identity, ...args]);
  };
  await writeFile(path.join(repoPath, 'install.cjs'), `// ${round}\n${INSTALL}`);
  await writeFile(path.join(repoPath, 'package-lock.json'), JSON.stringify({ round }));
  await writeFile(path.join(repoPath, '.gitignore'), 'node_modules/\n');
  await git('add', '-A');
  await git('commit', '-qm', `install ${round}`);
  const imported = await bench.git.importCommit({ hub, repoPath, ref: null });
  if (!imported.ok) throw new Error(imported.error.message);
  return imported.value.sha;
}

type Round = { bench: SandboxBench; deps: PrepareDeps; sha: string };

async function oneRound({ bench, deps, sha }: Round): Promise<{ installs: number; ready: number[] }> {
  let said = '';
  const request = requestFor(bench, sha, (text) => (said += text));
  let doneAt = Number.POSITIVE_INFINITY;
  const { all } = await allAtOnce(VARIANTS, async () => {
    const { prepared, failed } = await prepareBase(deps, request);
    if (!prepared) throw new Error(`Set-up failed: ${failed?.output ?? 'nothing was kept'}`);
    // All wait for the first, so the time of each counts from there.
    doneAt = Math.min(doneAt, performance.now());
    const ref = await bench.create({ sha, prepared });
    const read = await bench.exec(ref, 'cat node_modules/package-7/file-150.js | head -c 14');
    if (read.stdout !== 'module.exports') throw new Error(`It read ${JSON.stringify(read.output)}.`);
    return { ref, ms: performance.now() - doneAt };
  });
  for (const { ref } of all) await bench.sandboxes.destroy(ref.id);
  return { installs: said.split(SAID).length - 1, ready: all.map(({ ms }) => ms) };
}

function requestFor(bench: SandboxBench, sha: string, onOutput: (text: string) => void): PrepareBase {
  const limits = { cpus: null, memoryBytes: null, pids: null, diskBytes: null };
  return {
    provider: bench.provider,
    sandbox: {
      provider: bench.provider,
      image: null,
      runtime: null,
      limits,
      network: { mode: 'none', allow: [] },
      setupNetwork: 'none',
      preview: null,
      setup: 'node install.cjs',
      setupTimeoutMs: 600_000,
      copy: [],
    },
    image: null,
    allowedHosts: [],
    hub: bench.hub,
    sha,
    copyFrom: bench.project,
    signal: new AbortController().signal,
    onOutput,
  };
}
