import { reasonToWait } from '@/lib/core/admission';
import { countActiveRuns } from '@/lib/db/runs';
import { change, type RunContext } from '@/lib/services/run/context';

const LOOK_MS = 500;

/**
 * Waits until the host has room for the run, in the order in which they came, and meanwhile says why it waits; then
 * `enter` counts it in, before the next one looks. Resolves without it when the run is stopped.
 */
export async function admitted(context: RunContext, enter: () => Promise<void>): Promise<void> {
  const { deps, cancel } = context;
  const release = await takeTurn(context);
  try {
    let said: string | null = null;
    while (!cancel.aborted) {
      const reason = reasonToWait({
        load: await deps.host.load(),
        active: await countActiveRuns(deps.db, deps.hostId, context.run.id),
        memoryBytes: context.sandbox.limits.memoryBytes,
      });
      if (reason !== said) await change(context, { waitReason: reason });
      if (reason === null) return await enter();
      said = reason;
      await pause(LOOK_MS, cancel);
    }
  } finally {
    release();
  }
}

/** One at a time looks and starts; those behind it wait for their turn. */
let last: Promise<void> = Promise.resolve();

async function takeTurn(context: RunContext): Promise<() => void> {
  const before = last;
  let open: (() => void) | null = null;
  last = new Promise<void>((resolve) => {
    open = resolve;
  });
  const release = (): void => open?.();
  const turn = await Promise.race([before.then(() => true), aborted(context.cancel)]);
  if (!turn) {
    // Whoever comes next waits for those before it all the same.
    void before.then(release);
    return () => undefined;
  }
  return release;
}

function aborted(cancel: RunContext['cancel']): Promise<false> {
  return new Promise((resolve) => {
    if (cancel.aborted) resolve(false);
    else cancel.addEventListener('abort', () => resolve(false), { once: true });
  });
}

function pause(ms: number, cancel: RunContext['cancel']): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      cancel.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    cancel.addEventListener('abort', end, { once: true });
  });
}
