import { setTimeout as sleep } from 'node:timers/promises';

export { sleep };

export async function waitUntil(holds, { what, timeoutMs = 30_000, everyMs = 20 }) {
  const deadline = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs / 1000} s in vain for ${what}.`);
    await sleep(everyMs);
  }
}
