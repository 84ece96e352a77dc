import { RESOURCES, usedNow } from '@/components/charts/resource-series';
import { formatBytes, formatCount, formatDuration } from '@/lib/client/format';
import type { EventView, RunView } from '@/lib/schemas/view';
import { isLive } from './run-facts';

/** What a run uses now, and in the same places what it used in all once it is over. A dash is unknown, not nothing. */
export function usedFacts(run: Pick<RunView, 'status' | 'peak'>, events: readonly EventView[]): [string, string][] {
  if (isLive(run)) {
    const row = usedNow(events);
    return RESOURCES.slice(0, 3).map(({ key, title, format }) => {
      const value = row?.[key] ?? null;
      return [title, value === null ? '–' : format(value)];
    });
  }
  const { peak } = run;
  return [
    ['CPU time', peak ? formatDuration(peak.cpuMs) : '–'],
    ['Peak memory', peak ? formatBytes(peak.memoryBytes) : '–'],
    ['Most processes', peak ? formatCount(peak.pids) : '–'],
  ];
}
