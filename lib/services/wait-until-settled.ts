/** Waits for what changes: an experiment, a plan. */
/** A signal may be lost while its connection is made anew. */
const LOOK_MS = 2000;

export type Wait<T> = {
  read: () => Promise<T | null>;
  isSettled: (value: T) => boolean;
  /** Calls back when it may have changed, until what it returns is called. */
  onChange: (listener: () => void) => Promise<() => void>;
  timeoutMs: number;
  signal: AbortSignal;
};

/** What is read once it is settled, or as it is when the time is over or nobody waits any more. Null: it is gone. */
export async function waitUntilSettled<T>(wait: Wait<T>): Promise<T | null> {
  const { read, isSettled, onChange, timeoutMs, signal } = wait;
  const deadline = Date.now() + timeoutMs;
  const bell = createBell();
  const leave = await onChange(bell.ring);
  signal.addEventListener('abort', bell.ring);
  try {
    for (;;) {
      const view = await read();
      const leftMs = deadline - Date.now();
      if (view === null || isSettled(view) || leftMs <= 0 || signal.aborted) return view;
      await bell.wait(Math.min(leftMs, LOOK_MS));
    }
  } finally {
    leave();
    signal.removeEventListener('abort', bell.ring);
  }
}

/** What rings while nobody listens is heard by the next who does. */
function createBell(): { ring: () => void; wait: (ms: number) => Promise<void> } {
  let rung = false;
  let wake: (() => void) | null = null;
  const ring = (): void => {
    rung = true;
    wake?.();
  };
  const wait = async (ms: number): Promise<void> => {
    if (!rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    wake = null;
    rung = false;
  };
  return { ring, wait };
}
