import { coalesce } from '@/lib/core/coalesce';
import type { ExperimentSpec, SandboxSpec, VariantSpec } from '@/lib/core/experiment';
import type { Failure } from '@/lib/core/failure';
import type { CancelSignal } from '@/lib/core/ports';
import { pausesIn } from '@/lib/core/pauses';
import { peakOf, type SandboxProviderName } from '@/lib/core/sandbox';
import type { RunStatus } from '@/lib/core/run-status';
import { appendEvents, type EventBatch } from '@/lib/db/events';
import { changeRun, getRun, type Claim, type RunChange, type RunRow } from '@/lib/db/runs';
import { resourceSampleSchema, type EventLine, type RunEvent } from '@/lib/schemas/agent-event';
import type { Deps } from '@/lib/services/ports';
import { traceChange, traceEvents } from '@/lib/services/traces/record';

/** Another worker owns the run now. Whoever gets this stops writing, and nothing else. */
export class FencedError extends Error {}

/** A run in the hands of its owner. */
export type RunContext = {
  deps: Deps;
  claim: Claim;
  run: RunRow;
  spec: ExperimentSpec;
  variant: VariantSpec;
  /** The experiment's, complete also where it was launched by an older version. */
  sandbox: SandboxSpec;
  provider: SandboxProviderName;
  /** Hosts that a person allowed for the project. */
  allowedHosts: string[];
  hub: string;
  /** Aborted when a person or the scheduler asked to stop it. */
  cancel: CancelSignal;
  /** Calls back when something came for the run: a message, an answer, a cancel. */
  onControl: (listener: () => void) => () => void;
};

export async function change(context: RunContext, input: RunChange): Promise<void> {
  const { fenced } = await changeRun(context.deps.db, context.claim, input);
  if (fenced) throw new FencedError();
  await traceChange(context, input);
}

/** The row again: a reason to cancel may have come since. */
export async function refreshRun(context: RunContext): Promise<void> {
  const row = await getRun(context.deps.db, context.run.id);
  if (row) context.run = row;
}

/** A new state, in the row and as an event. */
export async function moveTo(context: RunContext, status: RunStatus, input: RunChange = {}): Promise<void> {
  await change(context, { ...input, status });
  await emit(context, [{ type: 'status', status }]);
}

export async function emit(context: RunContext, events: RunEvent[]): Promise<void> {
  const at = context.deps.clock.now().getTime();
  await append(context, { lines: events.map((event) => ({ at, event })) });
}

export async function append(context: RunContext, batch: { lines: EventLine[]; offset?: number }): Promise<void> {
  const lines = coalesce(batch.lines);
  const { fenced } = await appendEvents(context.deps.db, context.claim, { ...batch, lines, ...liveFacts(lines) });
  if (fenced) throw new FencedError();
  await traceEvents(context, lines);
}

const LIVE_TAIL_CHARS = 2000;

/** What the live column shows of a batch: the last thing said, and the totals so far. */
function liveFacts(lines: EventLine[]): Omit<EventBatch, 'lines' | 'offset'> {
  const facts: ReturnType<typeof liveFacts> = {};
  const pauses = pausesIn(lines);
  if (pauses) facts.pauses = pauses;
  for (const { event } of lines) {
    if (event.type === 'usage') facts.usage = event.usage;
    if (event.type === 'resources') facts.peak = peakOf(facts.peak ?? null, resourceSampleSchema.parse(event));
    if (event.type === 'blocked') (facts.blocked ??= []).push({ host: event.host, port: event.port });
    const text = liveText(event);
    if (text) facts.lastOutput = text.slice(-LIVE_TAIL_CHARS);
  }
  return facts;
}

function liveText(event: RunEvent): string | null {
  switch (event.type) {
    case 'message':
    case 'thought':
    case 'output':
    case 'step':
    case 'notice':
      return event.text.trim() === '' ? null : event.text;
    case 'tool':
      return event.title ?? null;
    case 'failure':
      return event.failure.message;
    default:
      return null;
  }
}

/** Sends what a step prints as events, joined to a few a second, in order. Call `flush` at its end. */
export function stepOutput(
  context: RunContext,
  step: Extract<RunEvent, { type: 'step' }>['step'],
  name: string,
): { write: (text: string) => void; flush: () => Promise<void> } {
  let pending = '';
  let timer: ReturnType<typeof setTimeout> | null = null;
  let chain: Promise<void> = Promise.resolve();
  const send = (): void => {
    timer = null;
    const text = pending;
    pending = '';
    if (text) chain = chain.then(() => emit(context, [{ type: 'step', step, name, text }]));
  };
  return {
    write: (text) => {
      pending += text;
      // The rejection is kept in the chain for flush(); this only stops it from counting as unhandled.
      timer ??= setTimeout(() => {
        send();
        chain.catch(() => {});
      }, 100);
    },
    flush: async () => {
      if (timer) clearTimeout(timer);
      send();
      await chain;
    },
  };
}

export function failure(type: Failure['type'], message: string, remedy: string): Failure {
  return { type, message, remedy };
}

/** The last lines of an output, for a message. */
export function lastLines(text: string, count = 12): string {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
