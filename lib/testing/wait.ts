import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 25;
const TIMEOUT_MS = 45_000;

/** Waits on a condition, never on a clock; fails with what it waited for. */
export async function waitUntil(
  holds: () => Promise<boolean> | boolean,
  what: string,
  timeoutMs = TIMEOUT_MS,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}.`);
    await sleep(POLL_MS);
  }
}
