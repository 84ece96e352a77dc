/** What a batch of events says of standing still; times in milliseconds since 1970. */
export type Pauses = {
  /** End of a pause that began before the batch. */
  closedAt: number | null;
  /** Length of pauses that lie in the batch altogether. */
  insideMs: number;
  /** Beginning of one that goes on behind it. */
  openAt: number | null;
};

/** Null: the batch says nothing of it. */
export function pausesIn(lines: readonly { at: number; event: { type: string } }[]): Pauses | null {
  let pauses: Pauses | null = null;
  for (const { at, event } of lines) {
    if (event.type !== 'paused' && event.type !== 'resumed') continue;
    pauses ??= { closedAt: null, insideMs: 0, openAt: null };
    if (event.type === 'paused') pauses.openAt = at;
    else if (pauses.openAt === null) pauses.closedAt = at;
    else {
      pauses.insideMs += Math.max(0, at - pauses.openAt);
      pauses.openAt = null;
    }
  }
  return pauses;
}
