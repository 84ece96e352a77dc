import { readFile } from 'node:fs/promises';
import { availableParallelism, freemem, loadavg, totalmem } from 'node:os';
import type { HostFacts } from '@/lib/core/admission';

const DEFAULT_SHARE = 0.5;
const LEAST_BYTES = 1024 ** 3;

export function createHostFacts(): HostFacts {
  return {
    load: async () => ({
      cpus: availableParallelism(),
      load: loadavg()[0] ?? 0,
      memoryBytes: totalmem(),
      freeMemoryBytes: await availableMemory(),
    }),
    defaultMemoryBytes: () => Math.max(LEAST_BYTES, Math.floor(totalmem() * DEFAULT_SHARE)),
  };
}

/** What programs could get: free memory plus the caches that the kernel would give up. */
async function availableMemory(): Promise<number> {
  const text = await readFile('/proc/meminfo', 'utf8').catch(() => '');
  const kilobytes = /^MemAvailable:\s+(\d+) kB$/m.exec(text)?.[1];
  return kilobytes === undefined ? freemem() : Number(kilobytes) * 1024;
}
