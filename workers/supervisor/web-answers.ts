import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 50;

type Wanted = { url: string; token: string; timeoutMs: number; signal?: AbortSignal };

/** Waits until our own server answers; false when it does not in time or `signal` says to give up. */
export async function webAnswers(wanted: Wanted): Promise<boolean> {
  // With the token: another Bakeoff may have taken the port since it was found free.
  const headers = { authorization: `Bearer ${wanted.token}` };
  const deadline = Date.now() + wanted.timeoutMs;
  while (Date.now() < deadline && !wanted.signal?.aborted) {
    const patience = AbortSignal.timeout(5000);
    const answer = await fetch(`${wanted.url}/api/health`, { headers, signal: patience }).catch(() => null);
    if (answer?.ok) return true;
    await sleep(POLL_MS);
  }
  return false;
}
