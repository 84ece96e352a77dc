/** What a measurement gives the bench: scripts/bench/report.mjs makes a line of the table of it. */
export type Measured = {
  what: string;
  unit: 'ms' | 's' | '%' | '';
  bar: string;
  limits: { p50?: number; max?: number };
  samples: number[];
  details?: unknown;
};

export type Measure = (runs: number) => Promise<Measured[]>;

/** All at once; the time until the last one is done, in milliseconds, beside what each gave. */
export async function allAtOnce<T>(
  count: number,
  work: (index: number) => Promise<T>,
): Promise<{ ms: number; all: T[] }> {
  const startedAt = performance.now();
  const all = await Promise.all(Array.from({ length: count }, (_none, index) => work(index)));
  return { ms: performance.now() - startedAt, all };
}
