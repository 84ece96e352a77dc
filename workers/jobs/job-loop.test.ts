import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { JobPayload, QueuedJob, Queue } from '@/lib/db/queue';
import { JobLoop } from './job-loop';

/** A queue in memory, and handlers that end when they are told. */
class Work {
  readonly waiting: QueuedJob[] = [];
  readonly started: string[] = [];
  readonly completed: string[] = [];
  private readonly ends = new Map<string, () => void>();
  readonly loop: JobLoop;

  constructor(places: number) {
    const queue: Queue = {
      send: () => Promise.reject(new Error('Nobody sends here.')),
      fetch: (limit) => Promise.resolve(this.waiting.splice(0, limit)),
      complete: async (job) => void this.completed.push(job.id),
      fail: (job) => Promise.reject(new Error(`${job.id} failed.`)),
      touch: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
    this.loop = new JobLoop({ queue, places, handler: (job) => this.handle(job) });
  }

  add(type: 'run' | 'preview', ...ids: string[]): void {
    const payloadOf = (id: string): JobPayload => (type === 'run' ? { type, runId: id } : { type, previewId: id });
    this.waiting.push(...ids.map((id) => ({ id, attempt: 0, payload: payloadOf(id) })));
  }

  end(id: string): void {
    this.ends.get(id)?.();
  }

  private handle(job: QueuedJob): Promise<void> {
    this.started.push(job.id);
    return new Promise((resolve) => this.ends.set(job.id, resolve));
  }
}

const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `p${i + 1}`);
/** Time that only the loop's own timers see. */
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(2500);

describe('JobLoop', () => {
  let work: Work;
  beforeEach(() => vi.useFakeTimers());
  afterEach(async () => {
    await work.loop.stop();
    vi.useRealTimers();
  });

  it('takes no more runs than it has places', async () => {
    work = new Work(2);
    work.add('run', 'a', 'b', 'c');
    work.loop.start();
    await settle();
    expect(work.started).toEqual(['a', 'b']);
    work.end('a');
    await settle();
    expect(work.started).toEqual(['a', 'b', 'c']);
  });

  it('keeps no place of a run for a preview that is open', async () => {
    work = new Work(1);
    work.add('preview', 'p');
    work.add('run', 'a');
    work.loop.start();
    // At once, not at the next look.
    await vi.advanceTimersByTimeAsync(1);
    expect(work.started).toEqual(['p', 'a']);
  });

  it('opens twenty previews at a time, and keeps the next one until another ends', async () => {
    work = new Work(4);
    work.add('preview', ...names(22));
    work.add('run', 'a');
    work.loop.start();
    await settle();
    expect(work.started).toEqual([...names(20), 'a']);
    expect(work.loop.inWork().map(({ id }) => id)).toContain('p21');
    work.end('p3');
    await settle();
    expect(work.started).toEqual([...names(20), 'a', 'p21']);
    expect(work.completed).toEqual(['p3']);
  });

  it('opens none that waits once it has stopped', async () => {
    work = new Work(4);
    work.add('preview', ...names(21));
    work.loop.start();
    await settle();
    await work.loop.stop();
    work.end('p1');
    await settle();
    expect(work.completed).toEqual(['p1']);
    expect(work.started).toEqual(names(20));
  });
});
