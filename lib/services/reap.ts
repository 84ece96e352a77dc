/** What is left of sandboxes whose work is over: containers, mounts, control groups, processes, folders. */
import { isTerminalRun, type RunStatus } from '@/lib/core/run-status';
import { listOwnCommands } from '@/lib/db/experiments';
import type { CleanResult } from '@/lib/services/bakeoff';
import type { Deps } from '@/lib/services/ports';

export type Leftover = { id: string; what: string };

/** Sandboxes of this host that nothing needs any more. One with a living runner is never among them. */
export async function findLeftovers(deps: Deps): Promise<Leftover[]> {
  // Listed first: what is made after this is not in the list, and what is in use by then shows in the rows.
  const ids = await deps.sandboxes.list();
  const runs = await deps.db.prisma.run.findMany({
    select: { id: true, status: true, experiment: { select: { name: true } } },
  });
  const known = new Map(runs.map((run) => [run.id, run]));
  const inUse = await idsInUse(deps, runs);
  const found: Leftover[] = [];
  for (const id of ids) {
    if (inUse(id)) continue;
    const ref = await deps.sandboxes.open(id);
    if (ref && (await deps.sandboxes.isRunnerAlive(ref))) continue;
    const run = known.get(id);
    found.push({ id, what: run ? `sandbox of a run of "${run.experiment.name}"` : `sandbox ${id} of nobody` });
  }
  return found;
}

async function idsInUse(deps: Deps, runs: { id: string; status: string }[]): Promise<(id: string) => boolean> {
  const { prisma } = deps.db;
  const [commands, trials, bases, previews] = await Promise.all([
    listOwnCommands(deps.db),
    prisma.trial.findMany({ where: { status: { in: ['queued', 'running'] } }, select: { id: true } }),
    prisma.experiment.findMany({ where: { baseStatus: { in: ['pending', 'running'] } }, select: { id: true } }),
    prisma.preview.findMany({ where: { status: { in: ['queued', 'starting', 'ready'] } }, select: { id: true } }),
  ]);
  const open = runs.filter((run) => !isTerminalRun(run.status as RunStatus));
  const ids = new Set([
    ...open.flatMap(({ id }) => [id, `${id}-judge`]),
    ...trials.map(({ id }) => `${id}-trial`),
    ...bases.map(({ id }) => `${id}-base`),
    ...previews.map(({ id }) => `${id}-preview`),
    ...commands.flatMap((id) => [`${id}-generate`, `${id}-aggregate`]),
  ]);
  // Set-up belongs to whoever waits for it: as long as something works, it may be one of them.
  const working = open.length + trials.length + bases.length + previews.length + commands.length > 0;
  return (id) => ids.has(id) || (working && id.startsWith('setup-'));
}

/** Asked once more: it may have been taken up since. */
async function destroyUnlessUsed(deps: Deps, id: string): Promise<boolean> {
  const runs = await deps.db.prisma.run.findMany({ select: { id: true, status: true } });
  if ((await idsInUse(deps, runs))(id)) return false;
  await deps.sandboxes.destroy(id);
  return true;
}

/** At a worker's start: what a crash left. */
export async function reapLeftovers(deps: Deps): Promise<number> {
  let removed = 0;
  for (const { id } of await findLeftovers(deps)) {
    // One that can't be removed must not keep the others.
    if (await destroyUnlessUsed(deps, id).catch(() => false)) removed++;
  }
  return removed;
}

/** On a person's word: leftovers, and what of the cache was not used for so long. Results, diffs and transcripts stay. */
export async function clean(deps: Deps, input: { dryRun: boolean; olderThanMs: number }): Promise<CleanResult> {
  const removed: CleanResult['removed'] = [];
  for (const { id, what } of await findLeftovers(deps)) {
    const bytes = await deps.disk.sizeOf(deps.paths.sandbox(id));
    if (!input.dryRun && !(await destroyUnlessUsed(deps, id))) continue;
    removed.push({ what, bytes });
  }
  for (const id of await orphanedTraces(deps)) {
    const bytes = await deps.disk.sizeOf(deps.paths.tracesOf(id));
    if (!input.dryRun) await deps.traces.remove(id);
    removed.push({ what: 'traces of a deleted experiment', bytes });
  }
  const before = deps.clock.now().getTime() - input.olderThanMs;
  for (const entry of await deps.cache.list()) {
    if (entry.inUse || entry.usedAt > before) continue;
    if (!input.dryRun && !(await deps.cache.remove(entry))) continue;
    const what = entry.store === 'bases' ? 'frozen checkout of a base' : 'what a set-up made';
    removed.push({ what: `${what}, kept for other runs`, bytes: entry.sizeBytes });
  }
  return { removed, bytes: removed.reduce((sum, entry) => sum + entry.bytes, 0), dryRun: input.dryRun };
}

/** Of experiments that are gone: deleted on another host, which has no hand in this one's files. */
async function orphanedTraces(deps: Deps): Promise<string[]> {
  // Listed first: an experiment is there before its traces are.
  const ids = await deps.traces.list();
  const rows = await deps.db.prisma.experiment.findMany({ where: { id: { in: ids } }, select: { id: true } });
  const known = new Set(rows.map((row) => row.id));
  return ids.filter((id) => !known.has(id));
}
