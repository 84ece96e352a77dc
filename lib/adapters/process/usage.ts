import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { childEnv } from '@/lib/adapters/process/child-env';
import type { ProcessRow } from '@/lib/adapters/process/process-table';

export type ProcessUsage = { cpuMs: number; memoryBytes: number; pids: number };

/** Ticks a second of /proc/PID/stat: 100 on every Linux that people use (`getconf CLK_TCK`). */
const TICK_MS = 10;
const PAGE_BYTES = 4096;

/** What living processes use together; children that have ended count through the parent that waited for them. */
export async function usageOf(rows: readonly ProcessRow[]): Promise<ProcessUsage | null> {
  if (process.platform !== 'linux') return usageByPs(rows);
  const parts = await Promise.all(rows.map((row) => readFile(`/proc/${row.pid}/stat`, 'utf8').catch(() => '')));
  return sum(parts.flatMap((stat) => parseUsage(stat) ?? []));
}

/** Fields 14 to 17 (own and waited-for time) and 24 (resident pages) of /proc/PID/stat, man proc(5). */
export function parseUsage(stat: string): Omit<ProcessUsage, 'pids'> | null {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).map(Number);
  const pages = Number(fields[21]);
  if (ticks.length < 4 || ticks.some(Number.isNaN) || Number.isNaN(pages)) return null;
  return { cpuMs: ticks.reduce((total, tick) => total + tick, 0) * TICK_MS, memoryBytes: pages * PAGE_BYTES };
}

async function usageByPs(rows: readonly ProcessRow[]): Promise<ProcessUsage | null> {
  if (rows.length === 0) return sum([]);
  const pids = rows.map((row) => String(row.pid)).join(',');
  const env = childEnv({ PATH: '/usr/bin:/bin', LC_ALL: 'C' });
  const printed = await promisify(execFile)('ps', ['-o', 'time=,rss=', '-p', pids], { env }).catch(() => null);
  return printed && sum(parsePsUsage(printed.stdout));
}

/** Lines of `ps -o time=,rss=`: `[[DD-]HH:]MM:SS[.cc]` and kilobytes. */
export function parsePsUsage(output: string): Omit<ProcessUsage, 'pids'>[] {
  return output.split('\n').flatMap((line) => {
    const match = /^\s*(?:(\d+)-)?([\d:.]+)\s+(\d+)\s*$/.exec(line);
    if (!match) return [];
    const seconds = (match[2] ?? '').split(':').reduce((total, part) => total * 60 + Number(part), 0);
    const days = Number(match[1] ?? 0);
    return [{ cpuMs: Math.round((days * 86_400 + seconds) * 1000), memoryBytes: Number(match[3]) * 1024 }];
  });
}

function sum(parts: Omit<ProcessUsage, 'pids'>[]): ProcessUsage {
  return {
    cpuMs: parts.reduce((total, part) => total + part.cpuMs, 0),
    memoryBytes: parts.reduce((total, part) => total + part.memoryBytes, 0),
    pids: parts.length,
  };
}
