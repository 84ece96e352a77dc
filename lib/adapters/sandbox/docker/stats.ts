import { z } from 'zod';

const statsSchema = z.object({
  cpu_stats: z.object({ cpu_usage: z.object({ total_usage: z.number() }) }),
  memory_stats: z.object({ usage: z.number().optional(), stats: z.record(z.string(), z.unknown()).nullish() }),
  pids_stats: z.object({ current: z.number().optional() }),
});

/** What an engine's answer to `stats` says; null where it has no figures, as after the container's end. */
export function parseStats(answer: unknown): { cpuMs: number; memoryBytes: number; pids: number } | null {
  const parsed = statsSchema.safeParse(answer);
  if (!parsed.success || parsed.data.memory_stats.usage === undefined) return null;
  const { cpu_stats, memory_stats, pids_stats } = parsed.data;
  // Files that were read lie in memory for as long as nobody else wants it.
  const cache = memory_stats.stats?.inactive_file ?? memory_stats.stats?.total_inactive_file;
  const used = (memory_stats.usage ?? 0) - (typeof cache === 'number' ? cache : 0);
  return {
    cpuMs: Math.round(cpu_stats.cpu_usage.total_usage / 1e6),
    memoryBytes: Math.max(0, used),
    pids: pids_stats.current ?? 0,
  };
}
