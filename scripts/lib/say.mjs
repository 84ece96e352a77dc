// Progress for people, on standard error: standard output belongs to results.
const TICK_MS = 10_000;

export function say(text) {
  process.stderr.write(`${text}\n`);
}

export function seconds(sinceMs) {
  return `${((Date.now() - sinceMs) / 1000).toFixed(1)} s`;
}

/** Says what begins, that it still goes on, and how long it took. */
export async function step(title, work) {
  const startedAt = Date.now();
  say(`${title} …`);
  const progress = setInterval(() => say(`  still at it, ${Math.round((Date.now() - startedAt) / 1000)} s`), TICK_MS);
  try {
    return await work();
  } finally {
    clearInterval(progress);
    say(`  ${seconds(startedAt)}`);
  }
}

/** An error that a person can act upon: shown without a stack. */
export class Sentence extends Error {}

/** Shows an error as its sentence, else with its stack, and gives the exit code of a system that failed. */
export function explain(error) {
  say(error instanceof Sentence ? error.message : (error?.stack ?? String(error)));
  return 3;
}
