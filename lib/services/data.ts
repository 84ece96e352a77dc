import { isTerminalRun, type ExperimentStatus, type RunStatus } from '@/lib/core/run-status';
import type { DataUsageView } from '@/lib/schemas/view';
import type { Bakeoff, CleanResult } from '@/lib/services/bakeoff';
import type { Deps } from '@/lib/services/ports';

export function dataServices(deps: Deps): Bakeoff['data'] {
  return { usage: () => usage(deps), clean: (input) => clean(deps, input) };
}

async function usage(deps: Deps): Promise<DataUsageView> {
  const { paths, disk } = deps;
  const places = { database: paths.postgres, results: paths.hubs, clones: paths.clones, adapters: paths.adapters };
  const parts = await Promise.all(
    Object.entries(places).map(async ([name, dir]) => ({ name, bytes: await disk.sizeOf(dir) })),
  );
  const sizes = await sandboxSizes(deps);
  const rows = await deps.db.prisma.experiment.findMany({
    orderBy: { createdAt: 'desc' },
    select: { id: true, name: true, status: true, endedAt: true, runs: { select: { id: true } } },
  });
  const experiments = rows.map((row) => ({
    id: row.id,
    name: row.name,
    status: row.status as ExperimentStatus,
    bytes: row.runs.reduce((sum, run) => sum + (sizes.get(run.id) ?? 0), 0),
    endedAt: row.endedAt?.toISOString() ?? null,
  }));
  const sandboxes = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
  const all = [...parts, { name: 'sandboxes', bytes: sandboxes }];
  return { home: paths.home, totalBytes: all.reduce((sum, part) => sum + part.bytes, 0), parts: all, experiments };
}

async function sandboxSizes(deps: Deps): Promise<Map<string, number>> {
  const ids = await deps.sandboxes.list();
  const sizes = new Map<string, number>();
  for (const id of ids) sizes.set(id, await deps.disk.sizeOf(deps.paths.sandbox(id)));
  return sizes;
}

/** Sandboxes of runs that ended before the limit, and those of nobody. Results, diffs and transcripts stay. */
async function clean(deps: Deps, input: { dryRun: boolean; olderThanMs: number }): Promise<CleanResult> {
  const before = new Date(deps.clock.now().getTime() - input.olderThanMs);
  const runs = await deps.db.prisma.run.findMany({
    select: { id: true, status: true, stoppedAt: true, experiment: { select: { name: true } } },
  });
  const known = new Map(runs.map((run) => [run.id, run]));
  const open = new Set(runs.filter((run) => !isTerminalRun(run.status as RunStatus)).map((run) => run.id));
  const trials = await deps.db.prisma.trial.findMany({
    where: { status: { in: ['queued', 'running'] } },
    select: { id: true },
  });
  const bases = await deps.db.prisma.experiment.findMany({ where: { baseStatus: 'running' }, select: { id: true } });
  const inWork = new Set([...trials.map((trial) => `${trial.id}-trial`), ...bases.map((row) => `${row.id}-base`)]);
  const removed: CleanResult['removed'] = [];
  for (const id of await deps.sandboxes.list()) {
    if (inWork.has(id) || open.has(id.replace(/-judge$/, ''))) continue;
    const run = known.get(id);
    if (run?.stoppedAt && run.stoppedAt > before) continue;
    const bytes = await deps.disk.sizeOf(deps.paths.sandbox(id));
    if (!input.dryRun) {
      await deps.sandboxes.sweep(id);
      await deps.sandboxes.destroy(id);
    }
    removed.push({ what: run ? `checkout of a run of "${run.experiment.name}"` : `sandbox ${id} of nobody`, bytes });
  }
  return { removed, bytes: removed.reduce((sum, entry) => sum + entry.bytes, 0), dryRun: input.dryRun };
}
