/**
 * Ends long-lived responses when the server is told to stop: `next start` waits for open connections, so one stream
 * would keep it up for ever. On globalThis, because Next loads a module once per bundle.
 */
const holder = globalThis as typeof globalThis & { bakeoffShutdown?: AbortController };
holder.bakeoffShutdown ??= new AbortController();
const controller = holder.bakeoffShutdown;

/** Aborted once the process was told to stop. Every stream closes on it. */
export const shutdownSignal: AbortSignal = controller.signal;

export function endStreamsOnSignal(): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => controller.abort());
}
