import type { Database } from '@/lib/db/client';
import type { Signal } from '@/lib/db/signals';
import type { ExecuteInput } from '@/lib/services/run/execute';

type Control = ExecuteInput['control'];
type Entry = { abort: AbortController; listeners: Set<() => void> };

/** Brings what people and the scheduler ask of a run to the code that drives it. */
export class RunControls {
  readonly #db: Database;
  readonly #entries = new Map<string, Entry>();

  constructor(db: Database) {
    this.#db = db;
  }

  /** Null: this worker drives the run already; its job was only given out again. */
  async open(runId: string): Promise<Control | null> {
    if (this.#entries.has(runId)) return null;
    const entry: Entry = { abort: new AbortController(), listeners: new Set() };
    this.#entries.set(runId, entry);
    // Asked before we listened: the row has it.
    await this.#look([runId]);
    return {
      cancel: entry.abort.signal,
      onControl: (listener) => {
        entry.listeners.add(listener);
        return () => entry.listeners.delete(listener);
      },
    };
  }

  close(runId: string): void {
    this.#entries.delete(runId);
  }

  async receive(signal: Signal): Promise<void> {
    if (signal.type === 'control' && this.#entries.has(signal.runId)) await this.#look([signal.runId]);
    // The connection was lost for a while: anything may have been asked meanwhile.
    if (signal.type === 'resync') await this.#look([...this.#entries.keys()]);
  }

  async #look(runIds: string[]): Promise<void> {
    const cancelled = await this.#db.prisma.run.findMany({
      where: { id: { in: runIds }, cancelAt: { not: null } },
      select: { id: true },
    });
    for (const { id } of cancelled) this.#entries.get(id)?.abort.abort();
    for (const id of runIds) for (const listener of this.#entries.get(id)?.listeners ?? []) listener();
  }
}
