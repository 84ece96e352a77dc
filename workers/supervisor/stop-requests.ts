/** One Ctrl-C reaches a process twice when npm forwards it as well: a second one counts only after this. */
const FORCE_AFTER_MS = 400;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export type StopRequests = {
  /** Resolves at the first signal. */
  requested: Promise<void>;
  /** Aborted at the first signal. */
  first: AbortSignal;
  /** Aborted at the second: end everything now. */
  forced: AbortSignal;
  release: () => void;
};

export function stopRequests(): StopRequests {
  const first = new AbortController();
  const forced = new AbortController();
  let firstAt = 0;
  const onSignal = (): void => {
    if (!first.signal.aborted) {
      firstAt = Date.now();
      first.abort();
    } else if (Date.now() - firstAt > FORCE_AFTER_MS) forced.abort();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    requested: new Promise((resolve) => first.signal.addEventListener('abort', () => resolve(), { once: true })),
    first: first.signal,
    forced: forced.signal,
    release: () => {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}
