import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 50;

/** Waits until the page answers; false when it does not in time or `signal` says to give up. */
export async function webAnswers(url: string, limits: { timeoutMs: number; signal?: AbortSignal }): Promise<boolean> {
  const deadline = Date.now() + limits.timeoutMs;
  while (Date.now() < deadline && !limits.signal?.aborted) {
    const answer = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(5000) }).catch(() => null);
    if (answer?.ok) return true;
    await sleep(POLL_MS);
  }
  return false;
}
