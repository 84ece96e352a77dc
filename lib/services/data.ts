import type { ExperimentStatus } from '@/lib/core/run-status';
import type { DataUsageView } from '@/lib/schemas/view';
import type { Bakeoff } from '@/lib/services/bakeoff';
import type { Deps } from '@/lib/services/ports';
import { clean } from '@/lib/services/reap';

export function dataServices(deps: Deps): Bakeoff['data'] {
  return { usage: () => usage(deps), clean: (input) => clean(deps, input) };
}

async function usage(deps: Deps): Promise<DataUsageView> {
  const { paths, disk } = deps;
  const places = {
    database: paths.postgres,
    results: paths.hubs,
    clones: paths.clones,
    adapters: paths.adapters,
    traces: paths.traces,
  };
  const parts = await Promise.all(
    Object.entries(places).map(async ([name, dir]) => ({ name, bytes: await disk.sizeOf(dir) })),
  );
  const sizes = await sandboxSizes(deps);
  const rows = await deps.db.prisma.experiment.findMany({
    orderBy: { createdAt: 'desc' },
    select: { id: true, name: true, status: true, endedAt: true, runs: { select: { id: true } } },
  });
  const traces = await traceSizes(deps);
  const experiments = rows.map((row) => ({
    id: row.id,
    name: row.name,
    status: row.status as ExperimentStatus,
    bytes: row.runs.reduce((sum, run) => sum + (sizes.get(run.id) ?? 0), traces.get(row.id) ?? 0),
    endedAt: row.endedAt?.toISOString() ?? null,
  }));
  const sandboxes = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
  const cache = { name: 'cache', bytes: (await deps.cache.usage()).bytes, maxBytes: deps.cacheBytes };
  const all: DataUsageView['parts'] = [...parts, { name: 'sandboxes', bytes: sandboxes }, cache];
  return { home: paths.home, totalBytes: all.reduce((sum, part) => sum + part.bytes, 0), parts: all, experiments };
}

async function sandboxSizes(deps: Deps): Promise<Map<string, number>> {
  const ids = await deps.sandboxes.list();
  const sizes = new Map<string, number>();
  for (const id of ids) sizes.set(id, await deps.disk.sizeOf(deps.paths.sandbox(id)));
  return sizes;
}

async function traceSizes(deps: Deps): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for (const id of await deps.traces.list()) sizes.set(id, await deps.disk.sizeOf(deps.paths.tracesOf(id)));
  return sizes;
}
