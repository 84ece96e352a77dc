import { traceHeadSchema, type Trace, type TraceIndex } from '@/lib/schemas/trace';

export function textOf(value: Trace | TraceIndex): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Whose trace a file is; null where it is none. */
export function headOf(text: string | null): Pick<Trace, 'runId' | 'status'> | null {
  if (text === null) return null;
  try {
    return traceHeadSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    // Not JSON, so not ours: a disk may break.
    return null;
  }
}
