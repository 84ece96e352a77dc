/** What a trace keeps of a run's events: when things happened and what the agent was asked, not what was said. */
import type { TranscriptEvent } from '../transcript';

export type TraceTool = {
  id: string;
  title: string;
  kind: string;
  status: 'pending' | 'running' | 'completed' | 'failed';
  /** Milliseconds since 1970, like all times here. */
  startedAt: number;
  endedAt: number | null;
};

/** From the first to the last thing that a step of the product's own printed. */
export type TraceStep = { step: string; name: string; judging: boolean; startedAt: number; endedAt: number };

export type TraceMarks = {
  /** What was sent to the agent: the prompt, then the messages that followed it. */
  prompts: { at: number; text: string }[];
  /** As the agent names them. */
  model: string | null;
  version: string | null;
  judgingAt: number | null;
  /** How long it stood still; `pausedAt` while it does. */
  pausedMs: number;
  pausedAt: number | null;
  steps: Map<string, TraceStep>;
  /** By id, in their order. */
  tools: Map<string, TraceTool>;
  /** Ids of those beyond the cap, which are counted and not kept. */
  uncounted: Set<string>;
};

export const MAX_TOOLS = 500;
const MAX_PROMPTS = 50;
const MAX_PROMPT_CHARS = 1_000_000;
const MAX_TITLE_CHARS = 300;
const MAX_STEPS = 200;

export function noMarks(): TraceMarks {
  return {
    prompts: [],
    model: null,
    version: null,
    judgingAt: null,
    pausedMs: 0,
    pausedAt: null,
    steps: new Map(),
    tools: new Map(),
    uncounted: new Set(),
  };
}

/** Adds an event in place: a run has thousands, and they come one batch after the other. */
export function addMark(marks: TraceMarks, at: number, event: TranscriptEvent): void {
  switch (event.type) {
    case 'prompt':
      if (marks.prompts.length < MAX_PROMPTS) marks.prompts.push({ at, text: event.text.slice(0, MAX_PROMPT_CHARS) });
      return;
    case 'session':
      marks.model = event.model ?? marks.model;
      marks.version = event.version ?? marks.version;
      return;
    case 'status':
      if (event.status === 'judging') marks.judgingAt = at;
      return;
    case 'paused':
      marks.pausedAt ??= at;
      return;
    case 'resumed':
      marks.pausedMs += at - (marks.pausedAt ?? at);
      marks.pausedAt = null;
      return;
    case 'step':
      return addStep(marks, at, event);
    case 'tool':
      return addTool(marks, at, event);
    default:
      return;
  }
}

/** All events of a run at once. */
export function marksOf(events: readonly { at: string; event: TranscriptEvent }[]): TraceMarks {
  const marks = noMarks();
  for (const { at, event } of events) addMark(marks, Date.parse(at), event);
  return marks;
}

export function toolCount(marks: TraceMarks): number {
  return marks.tools.size + marks.uncounted.size;
}

function addStep(marks: TraceMarks, at: number, event: { step: string; name: string }): void {
  const judging = marks.judgingAt !== null;
  const key = `${String(judging)} ${event.step} ${event.name}`;
  const known = marks.steps.get(key);
  if (known) known.endedAt = at;
  else if (marks.steps.size < MAX_STEPS) {
    marks.steps.set(key, { step: event.step, name: event.name, judging, startedAt: at, endedAt: at });
  }
}

function addTool(marks: TraceMarks, at: number, event: Extract<TranscriptEvent, { type: 'tool' }>): void {
  const known = marks.tools.get(event.id);
  if (!known && marks.tools.size >= MAX_TOOLS) {
    marks.uncounted.add(event.id);
    return;
  }
  const status = event.status ?? known?.status ?? 'pending';
  const isOver = status === 'completed' || status === 'failed';
  marks.tools.set(event.id, {
    id: event.id,
    title: (event.title ?? known?.title ?? event.kind ?? 'Tool call').slice(0, MAX_TITLE_CHARS),
    kind: event.kind ?? known?.kind ?? 'other',
    status,
    startedAt: known?.startedAt ?? at,
    endedAt: isOver ? (known?.endedAt ?? at) : null,
  });
}
