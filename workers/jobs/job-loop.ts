import type { QueuedJob, Queue } from '@/lib/db/queue';
import { errorMessage } from '@/lib/errors';
import { logger, reportError } from '@/lib/logger';

/** Signals wake the loop at once; this is for those that got lost and for jobs that come back after a crash. */
const POLL_MS = 1000;
/** Well below the queue's ten seconds. */
const HEARTBEAT_MS = 3000;
/** Open previews wait for a person and hold no place of a run; each takes memory all the same. */
const MAX_PREVIEWS = 20;

type Handler = (job: QueuedJob) => Promise<void>;

/** Takes jobs while there are free places, keeps their heartbeat, and settles them. */
export class JobLoop {
  readonly #queue: Queue;
  readonly #handler: Handler;
  readonly #places: number;
  readonly #working = new Map<string, QueuedJob>();
  readonly #settled = new Set<Promise<void>>();
  /** Taken, with a heartbeat, until one of the open previews ends. */
  readonly #waitingPreviews: QueuedJob[] = [];
  #openPreviews = 0;
  #stopped = false;
  #fetching: Promise<void> | null = null;
  #again = false;
  #timers: NodeJS.Timeout[] = [];

  constructor(input: { queue: Queue; handler: Handler; places: number }) {
    this.#queue = input.queue;
    this.#handler = input.handler;
    this.#places = input.places;
  }

  start(): void {
    this.#timers = [
      setInterval(() => this.wake(), POLL_MS),
      setInterval(() => {
        this.#queue.touch([...this.#working.values()]).catch(reportError);
      }, HEARTBEAT_MS),
    ];
    this.wake();
  }

  wake(): void {
    if (this.#stopped) return;
    if (this.#fetching) {
      this.#again = true;
      return;
    }
    this.#again = false;
    this.#fetching = this.#fetch()
      .catch(reportError)
      .finally(() => {
        this.#fetching = null;
        if (this.#again) this.wake();
      });
  }

  inWork(): QueuedJob[] {
    return [...this.#working.values()];
  }

  /** Takes nothing more. What is in work is left as it is: another worker goes on with it. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) clearInterval(timer);
    await this.#fetching;
  }

  async #fetch(): Promise<void> {
    const free = this.#places - this.inWork().filter((job) => !isPreview(job)).length;
    if (free <= 0) return;
    const jobs = await this.#queue.fetch(free);
    for (const job of jobs) {
      this.#working.set(job.id, job);
      if (isPreview(job)) this.#waitingPreviews.push(job);
      else void this.#begin(job);
    }
    this.#openWaiting();
    // The places that they did not take may be another's.
    if (jobs.some(isPreview)) this.#again = true;
  }

  #openWaiting(): void {
    // One that is left is another worker's as soon as its heartbeat is missing.
    while (!this.#stopped && this.#openPreviews < MAX_PREVIEWS) {
      const job = this.#waitingPreviews.shift();
      if (!job) return;
      this.#openPreviews++;
      void this.#begin(job).finally(() => {
        this.#openPreviews--;
        this.#openWaiting();
      });
    }
  }

  #begin(job: QueuedJob): Promise<void> {
    const done = this.#work(job);
    this.#settled.add(done);
    return done.finally(() => this.#settled.delete(done));
  }

  async #work(job: QueuedJob): Promise<void> {
    try {
      await this.#handler(job);
      await this.#queue.complete(job);
    } catch (cause) {
      reportError(cause, { job: job.payload, attempt: job.attempt });
      // The queue gives it out again; handlers go on from the rows, so nothing is done twice.
      await this.#queue.fail(job, errorMessage(cause)).catch(reportError);
    } finally {
      this.#working.delete(job.id);
      logger.debug({ job: job.payload }, 'job settled');
      this.wake();
    }
  }
}

function isPreview(job: QueuedJob): boolean {
  return job.payload.type === 'preview';
}
