/** Whether a host starts one more run now. */

export type HostLoad = {
  cpus: number;
  /** Average number of processes that want a processor, over the last minute. */
  load: number;
  memoryBytes: number;
  freeMemoryBytes: number;
};

/** What the machine has, and how busy it is. */
export type HostFacts = {
  load: () => Promise<HostLoad>;
  /** What a run may use where nobody said: enough for most, and never all of it. */
  defaultMemoryBytes: () => number;
};

export type AdmissionInput = {
  load: HostLoad;
  /** Runs of this host that are being prepared, work or are judged. */
  active: number;
  /** What the run may use of the memory; null: nobody said. */
  memoryBytes: number | null;
};

/** Beyond this each run would wait for the others more than it works. */
const LOAD_PER_CPU = 8;
const LEAST_FREE_BYTES = 512 * 1024 ** 2;
/** Most runs use far less than they may. */
const EXPECTED_SHARE = 0.25;

/** Null: it may start. Else why it waits, as a sentence. One run always may: waiting for nobody would be for ever. */
export function reasonToWait({ load, active, memoryBytes }: AdmissionInput): string | null {
  if (active === 0) return null;
  const need = Math.max(LEAST_FREE_BYTES, load.memoryBytes * 0.05, (memoryBytes ?? 0) * EXPECTED_SHARE);
  const others = `${active} ${active === 1 ? 'run works' : 'runs work'} here.`;
  if (load.freeMemoryBytes < need) {
    return `Waits for memory: ${gigabytes(load.freeMemoryBytes)} of ${gigabytes(load.memoryBytes)} are free. ${others}`;
  }
  if (load.load > load.cpus * LOAD_PER_CPU) {
    const cpus = `${load.cpus} ${load.cpus === 1 ? 'processor' : 'processors'}`;
    return `Waits for the processors: the load is ${load.load.toFixed(1)} on ${cpus}. ${others}`;
  }
  return null;
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(1)} GB`;
}
