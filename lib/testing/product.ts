import { execFile as execFileCallback, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { compose, type Composed } from '@/lib/compose';
import { createTestDatabase } from '@/lib/testing/database';
import { waitUntil } from '@/lib/testing/wait';
import { isTerminalExperiment } from '@/lib/core/run-status';
import { productRoot } from '@/lib/product-root';
import type { ExperimentView } from '@/lib/schemas/view';

const execFile = promisify(execFileCallback);

export type TestProduct = Composed & {
  home: string;
  databaseUrl: string;
  /** Built: from `dist` (made first where something changed), where agents of the product are single files that a sandbox can show. */
  startWorker: (options?: { built: boolean }) => Promise<ChildProcess>;
  /** Launches a file and waits for its end (or until it waits for a person). */
  run: (text: string) => Promise<ExperimentView>;
  launch: (text: string) => Promise<string>;
  settled: (experimentId: string) => Promise<ExperimentView>;
  cleanup: () => Promise<void>;
};

/** The real product without pages: a database of its own, a data folder of its own, real worker processes. */
export async function createTestProduct(): Promise<TestProduct> {
  const database = await createTestDatabase();
  const home = await mkdtemp(path.join(tmpdir(), 'bakeoff-home-'));
  const composed = await compose({ home, databaseUrl: database.url, role: 'client' });
  const workers: ChildProcess[] = [];

  const startWorker = async ({ built } = { built: false }): Promise<ChildProcess> => {
    if (built) await execFile(path.join(productRoot(), 'bin/bakeoff'), ['--help']);
    const child = spawn(process.execPath, built ? ['dist/worker.mjs'] : ['--import', 'tsx', 'workers/main.ts'], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, BAKEOFF_HOME: home, DATABASE_URL: database.url, BAKEOFF_LOG_LEVEL: 'error' },
    });
    workers.push(child);
    const registered = (): Promise<number> => composed.deps.db.prisma.worker.count({ where: { pid: child.pid ?? 0 } });
    await waitUntil(async () => (await registered()) > 0, 'a worker');
    return child;
  };

  const launch = async (text: string): Promise<string> => {
    const launched = await composed.bakeoff.experiments.launch({ text, workingDir: null });
    if (!launched.ok) throw new Error(launched.error.problems.map((problem) => problem.message).join('\n'));
    return launched.value.experimentId;
  };

  const settled = async (id: string): Promise<ExperimentView> => {
    let view: ExperimentView | null = null;
    await waitUntil(async () => {
      view = await composed.bakeoff.experiments.get(id);
      return view !== null && (isTerminalExperiment(view.status) || view.status === 'needs_person');
    }, `the end of experiment ${id}`);
    return view!;
  };

  return {
    ...composed,
    home,
    databaseUrl: database.url,
    startWorker,
    launch,
    settled,
    run: async (text) => settled(await launch(text)),
    cleanup: async () => {
      for (const worker of workers) await endProcess(worker);
      for (const id of await composed.deps.sandboxes.list()) await composed.deps.sandboxes.destroy(id);
      await composed.close();
      await database.drop();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
