/**
 * Runs `work` for a key at most once at a time: what is asked for meanwhile leads to exactly one more run afterwards.
 * A flood of changes thus costs a steady trickle of reads, and the last change is never missed.
 */
export function createCoalescer(work: (key: string) => Promise<void>): (key: string) => void {
  const running = new Map<string, { again: boolean }>();

  async function drain(key: string, state: { again: boolean }): Promise<void> {
    try {
      do {
        state.again = false;
        await work(key);
      } while (state.again);
    } finally {
      running.delete(key);
    }
  }

  return (key) => {
    const state = running.get(key);
    if (state) {
      state.again = true;
      return;
    }
    const fresh = { again: false };
    running.set(key, fresh);
    void drain(key, fresh);
  };
}
