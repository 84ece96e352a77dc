/** What a run used, from its samples to what is drawn. Pure. */
import type { ResourceSample, SandboxLimits } from '@/lib/core/sandbox';
import { formatBytes, formatClock, formatCount, formatDuration } from '@/lib/client/format';
import type { EventView, ResourcePoint } from '@/lib/schemas/view';

export type ResourceKey = 'cpu' | 'memory' | 'pids' | 'disk' | 'network';

/** One place on the time axis. A rate needs two samples, so the first place has none. */
export type ResourceRow = { ms: number } & Record<ResourceKey, number | null>;

export type ResourceLook = { key: ResourceKey; title: string; format: (value: number) => string };

export const RESOURCES: readonly ResourceLook[] = [
  { key: 'cpu', title: 'CPU', format: formatCpu },
  { key: 'memory', title: 'Memory', format: formatBytes },
  { key: 'pids', title: 'Processes', format: formatCount },
  { key: 'disk', title: 'Disk', format: formatBytes },
  { key: 'network', title: 'Network', format: (value) => `${formatBytes(value)}/s` },
];

/** More places than a drawing has room for would only make it slow. */
const MAX_ROWS = 240;

/** The samples among a run's events. */
export function pointsOf(events: readonly EventView[]): ResourcePoint[] {
  return events.flatMap(({ at, event }) => {
    if (event.type !== 'resources') return [];
    const { type: _, ...sample } = event;
    return [{ at, sample }];
  });
}

export function resourceRows(points: readonly ResourcePoint[], maxRows = MAX_ROWS): ResourceRow[] {
  const start = Date.parse(points[0]?.at ?? '');
  const rows = points.map((point, index) => rowOf(point, points[index - 1], start));
  const size = Math.ceil(rows.length / maxRows);
  if (size <= 1) return rows;
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, index) =>
    highest(rows.slice(index * size, (index + 1) * size)),
  );
}

/** The last thing known of a run that goes on: how much it uses now. */
export function usedNow(events: readonly EventView[]): ResourceRow | null {
  const last: ResourcePoint[] = [];
  for (let index = events.length - 1; index >= 0 && last.length < 2; index -= 1) {
    last.unshift(...pointsOf(events.slice(index, index + 1)));
  }
  return resourceRows(last).at(-1) ?? null;
}

/** Peaks and totals, as words and values. */
export function peakFacts(peak: ResourceSample): [string, string][] {
  return [
    ['CPU time', formatDuration(peak.cpuMs)],
    ['Peak memory', formatBytes(peak.memoryBytes)],
    ['Most processes', formatCount(peak.pids)],
    ['Peak disk', formatBytes(peak.diskBytes)],
    ['Sent', formatBytes(peak.sentBytes)],
    ['Received', formatBytes(peak.receivedBytes)],
  ];
}

/** What a chart is measured against; null where the run has as much as the computer. */
export function limitOf(key: ResourceKey, limits: SandboxLimits): number | null {
  if (key === 'cpu') return limits.cpus === null ? null : limits.cpus * 100;
  if (key === 'memory') return limits.memoryBytes;
  if (key === 'pids') return limits.pids;
  return key === 'disk' ? limits.diskBytes : null;
}

/** Whole seconds, and tenths where the whole run took only a few. */
export function timeText(ms: number, lastMs: number): string {
  return lastMs < 10_000 ? `${(ms / 1000).toFixed(1)} s` : formatClock(ms);
}

/** 100 % is one processor. */
function formatCpu(percent: number): string {
  return `${String(Math.round(percent))} %`;
}

function rowOf({ at, sample }: ResourcePoint, before: ResourcePoint | undefined, start: number): ResourceRow {
  const ms = Date.parse(at) - start;
  const passedMs = before ? Date.parse(at) - Date.parse(before.at) : 0;
  const rate = (now: number, then: number): number | null =>
    passedMs > 0 ? Math.max(0, (now - then) / passedMs) : null;
  const cpu = before ? rate(sample.cpuMs, before.sample.cpuMs) : null;
  const network = before ? rate(moved(sample), moved(before.sample)) : null;
  return {
    ms,
    cpu: cpu === null ? null : cpu * 100,
    memory: sample.memoryBytes,
    pids: sample.pids,
    disk: sample.diskBytes,
    network: network === null ? null : network * 1000,
  };
}

function moved(sample: ResourceSample): number {
  return sample.sentBytes + sample.receivedBytes;
}

/** Several rows as one that hides no peak. */
function highest(rows: ResourceRow[]): ResourceRow {
  const max = (key: ResourceKey): number | null => {
    const known = rows.map((row) => row[key]).filter((value) => value !== null);
    return known.length > 0 ? Math.max(...known) : null;
  };
  return {
    ms: rows[0]?.ms ?? 0,
    cpu: max('cpu'),
    memory: max('memory'),
    pids: max('pids'),
    disk: max('disk'),
    network: max('network'),
  };
}
