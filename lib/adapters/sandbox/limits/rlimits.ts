import { readFile } from 'node:fs/promises';
import type { SandboxLimits } from '@/lib/core/sandbox';

/** The hard limit of this process for a resource, as /proc/PID/limits calls it; at most `most`. */
export async function readSoftLimit(name: string, most: number): Promise<number> {
  const text = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  return Math.min(parseHardLimit(text, name) ?? most, most);
}

/** Null: unlimited, or not named. */
export function parseHardLimit(text: string, name: string): number | null {
  const line = text.split('\n').find((candidate) => candidate.startsWith(name));
  const hard = line?.slice(name.length).trim().split(/\s+/)[1];
  return hard !== undefined && /^\d+$/.test(hard) ? Number(hard) : null;
}

/**
 * Options of `prlimit`: what holds for each process of a sandbox, whoever holds the limits of all. `countsProcesses`:
 * the sandbox has users of its own, so that the kernel counts its processes and not the person's.
 */
export function processLimits(input: { limits: SandboxLimits; maxFiles: number; countsProcesses: boolean }): string[] {
  const { limits, maxFiles, countsProcesses } = input;
  return [
    '--core=0:0',
    `--nofile=${maxFiles}:${maxFiles}`,
    ...(limits.diskBytes === null ? [] : [`--fsize=${limits.diskBytes}:${limits.diskBytes}`]),
    ...(limits.pids === null || !countsProcesses ? [] : [`--nproc=${limits.pids}:${limits.pids}`]),
  ];
}
