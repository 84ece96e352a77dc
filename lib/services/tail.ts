const SHOW_EVERY_MS = 300;

/** The end of a growing text, shown a few times a second whatever comes, in order. Call `close` at its end. */
export function createTail(
  maxChars: number,
  show: (text: string) => Promise<void>,
): { onOutput: (text: string) => void; text: () => string; close: () => Promise<void> } {
  let tail = '';
  let timer: ReturnType<typeof setTimeout> | null = null;
  let chain: Promise<void> = Promise.resolve();
  const showNow = (): void => {
    timer = null;
    // What could not be shown now is shown with the next piece, and at the end.
    chain = chain.then(() => show(tail)).catch(() => undefined);
  };
  return {
    text: () => tail,
    onOutput: (text) => {
      tail = (tail + text).slice(-maxChars);
      timer ??= setTimeout(showNow, SHOW_EVERY_MS);
    },
    close: async () => {
      if (timer) clearTimeout(timer);
      await chain;
    },
  };
}
