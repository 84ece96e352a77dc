/**
 * Folds a run's events into what a person reads: pieces of one message become one item, a tool call changes in place.
 * Folding is incremental and keeps unchanged items identical, so that a long transcript redraws only what is new.
 */
import { assertNever } from './assert-never';
import type { Failure } from './failure';

export type ToolPart =
  | { type: 'text'; text: string }
  | { type: 'diff'; path: string; oldText: string | null; newText: string };
export type PermissionChoice = { id: string; name: string; kind: string };
export type PlanEntry = { text: string; status: 'pending' | 'in_progress' | 'completed' };

/** The part of a run's events that a transcript needs; the events' schema fits it. */
export type TranscriptEvent =
  | { type: 'session'; sessionId: string | null; model: string | null; version: string | null }
  | { type: 'prompt'; text: string }
  | { type: 'message' | 'thought'; id: string | null; text: string }
  | { type: 'plan'; entries: PlanEntry[] }
  | ToolEvent
  | { type: 'usage' }
  | { type: 'diffstat' }
  | { type: 'resources' }
  | { type: 'blocked'; host: string; port: number }
  | { type: 'paused' }
  | { type: 'resumed' }
  | { type: 'permission'; id: string; title: string; kind: string; input: string | null; options: PermissionChoice[] }
  | { type: 'permission_answer'; id: string; optionId: string | null; by: 'policy' | 'person' }
  | { type: 'output'; stream: 'stdout' | 'stderr'; text: string }
  | { type: 'notice'; level: 'info' | 'warning' | 'error'; text: string }
  | { type: 'turn_end'; reason: string }
  | { type: 'failure'; failure: Failure }
  | { type: 'status'; status: string }
  | { type: 'step'; step: string; name: string; text: string };

type ToolEvent = {
  type: 'tool';
  id: string;
  title?: string | undefined;
  kind?: string | undefined;
  status?: 'pending' | 'running' | 'completed' | 'failed' | undefined;
  input?: string | undefined;
  content?: ToolPart[] | undefined;
  outputDelta?: string | undefined;
};

export type ToolItem = {
  type: 'tool';
  id: string;
  title: string;
  kind: string;
  status: 'pending' | 'running' | 'completed' | 'failed';
  input: string | null;
  content: ToolPart[];
  output: string;
};

type ItemBody =
  | { type: 'session'; model: string | null; version: string | null }
  | { type: 'prompt'; text: string }
  | { type: 'message' | 'thought'; id: string | null; text: string }
  | { type: 'plan'; entries: PlanEntry[] }
  | ToolItem
  | {
      type: 'permission';
      id: string;
      title: string;
      input: string | null;
      options: PermissionChoice[];
      answer: { optionId: string | null; by: 'policy' | 'person' } | null;
    }
  | { type: 'output'; stream: 'stdout' | 'stderr'; text: string }
  | { type: 'notice'; level: 'info' | 'warning' | 'error'; text: string }
  | { type: 'turn_end'; reason: string }
  | { type: 'failure'; failure: Failure }
  | { type: 'status'; status: string }
  | { type: 'blocked'; host: string; port: number }
  | { type: 'paused' }
  | { type: 'resumed' }
  | { type: 'step'; step: string; name: string; text: string };

/** `key` is the number of the event that began it: stable while it grows. */
export type TranscriptItem = ItemBody & { key: number; at: string };

export type Transcript = { items: readonly TranscriptItem[]; lastSeq: number };

export const EMPTY_TRANSCRIPT: Transcript = { items: [], lastSeq: -1 };

/** What one item keeps; the full text stays in the stored events. */
const MAX_TEXT = 200_000;

/** Adds events that are new (by `seq`); those already folded are ignored, so that overlapping pages do no harm. */
export function foldTranscript(
  transcript: Transcript,
  events: readonly { seq: number; at: string; event: TranscriptEvent }[],
): Transcript {
  const fresh = events.filter((entry) => entry.seq > transcript.lastSeq);
  if (fresh.length === 0) return transcript;
  const draft: Draft = { items: [...transcript.items], tools: null };
  let lastSeq = transcript.lastSeq;
  for (const { seq, at, event } of fresh) {
    if (seq <= lastSeq) continue;
    lastSeq = seq;
    addEvent(draft, event, { key: seq, at });
  }
  return { items: draft.items, lastSeq };
}

/** `tools`: where the newest call with each id is; looked up once, so that thousands of calls take no square of it. */
type Draft = { items: TranscriptItem[]; tools: Map<string, number> | null };
type Origin = { key: number; at: string };

function addEvent(draft: Draft, event: TranscriptEvent, origin: Origin): void {
  const { items } = draft;
  switch (event.type) {
    case 'message':
    case 'thought':
    case 'output':
    case 'step':
      return appendText(items, event, origin);
    case 'tool':
      return changeTool(draft, event, origin);
    case 'plan':
      return changePlan(items, event.entries, origin);
    case 'permission': {
      const { type, id, title, input, options } = event;
      items.push({ type, id, title, input, options, answer: null, ...origin });
      return;
    }
    case 'permission_answer':
      return answerPermission(items, event);
    case 'session':
      items.push({ type: 'session', model: event.model, version: event.version, ...origin });
      return;
    case 'prompt':
    case 'notice':
    case 'turn_end':
    case 'failure':
    case 'status':
    case 'blocked':
    case 'paused':
    case 'resumed':
      items.push({ ...event, ...origin });
      return;
    case 'usage':
    case 'diffstat':
    case 'resources':
      return;
    default:
      assertNever(event);
  }
}

type TextEvent = Extract<TranscriptEvent, { type: 'message' | 'thought' | 'output' | 'step' }>;

function appendText(items: TranscriptItem[], event: TextEvent, origin: Origin): void {
  const last = items.at(-1);
  if (last && 'text' in last && continues(last, event)) {
    const separator = event.type === 'step' && !last.text.endsWith('\n') && last.text !== '' ? '\n' : '';
    items[items.length - 1] = { ...last, text: keepTail(last.text + separator + event.text) };
    return;
  }
  items.push({ ...event, text: keepTail(event.text), ...origin });
}

function continues(last: TranscriptItem, event: TextEvent): boolean {
  if (last.type === 'step' && event.type === 'step') return last.step === event.step && last.name === event.name;
  if (last.type === 'output' && event.type === 'output') return last.stream === event.stream;
  if (last.type === 'message' && event.type === 'message') return last.id === event.id;
  return last.type === 'thought' && event.type === 'thought' && last.id === event.id;
}

function changeTool(draft: Draft, event: ToolEvent, origin: Origin): void {
  const { items } = draft;
  draft.tools ??= new Map(items.flatMap((item, at) => (item.type === 'tool' ? [[item.id, at] as const] : [])));
  const index = draft.tools.get(event.id) ?? items.length;
  draft.tools.set(event.id, index);
  const before = items[index];
  const old = before?.type === 'tool' ? before : null;
  const tool: ToolItem = {
    type: 'tool',
    id: event.id,
    title: event.title ?? old?.title ?? event.kind ?? 'Tool call',
    kind: event.kind ?? old?.kind ?? 'other',
    status: event.status ?? old?.status ?? 'pending',
    input: event.input ?? old?.input ?? null,
    content: event.content ?? old?.content ?? [],
    output: keepTail((old?.output ?? '') + (event.outputDelta ?? '')),
  };
  if (old) items[index] = { ...tool, key: old.key, at: old.at };
  else items.push({ ...tool, ...origin });
}

/** A plan is rewritten as a whole; within one turn it stays where it first appeared. */
function changePlan(items: TranscriptItem[], entries: PlanEntry[], origin: Origin): void {
  const turn = items.findLastIndex((item) => item.type === 'prompt');
  const index = items.findLastIndex((item) => item.type === 'plan');
  const old = items[index];
  if (old && index > turn) items[index] = { type: 'plan', entries, key: old.key, at: old.at };
  else items.push({ type: 'plan', entries, ...origin });
}

function answerPermission(
  items: TranscriptItem[],
  { id, optionId, by }: Extract<TranscriptEvent, { type: 'permission_answer' }>,
): void {
  const index = items.findLastIndex((item) => item.type === 'permission' && item.id === id);
  const asked = items[index];
  if (asked?.type === 'permission') items[index] = { ...asked, answer: { optionId, by } };
}

/** Everything that one stream of a command agent printed, in order. */
export function collectOutput(events: readonly { event: TranscriptEvent }[], stream: 'stdout' | 'stderr'): string {
  return events.map(({ event }) => (event.type === 'output' && event.stream === stream ? event.text : '')).join('');
}

/** The last lines that hold anything, for the live column. */
export function lastLines(text: string, count: number): string[] {
  const tail = text.slice(-count * 400);
  return tail
    .split(/\r?\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(-count);
}

/** What a run says right now: the newest text of it, whatever kind it is. */
export function latestText(events: readonly { event: TranscriptEvent }[], count: number): string[] {
  let text = '';
  let speaker = '';
  for (const { event } of events.slice(-200)) {
    const next = speakerOf(event);
    const piece = spokenText(event);
    if (piece === '') continue;
    if (text !== '' && !text.endsWith('\n') && (next === null || next !== speaker)) text += '\n';
    text += piece;
    speaker = next ?? '';
  }
  return lastLines(text, count);
}

/** Pieces of the same speaker go on in the same line; null is a line of its own. */
function speakerOf(event: TranscriptEvent): string | null {
  if (event.type === 'message' || event.type === 'thought') return `${event.type} ${event.id ?? ''}`;
  return event.type === 'output' ? `output ${event.stream}` : null;
}

function spokenText(event: TranscriptEvent): string {
  if (event.type === 'message' || event.type === 'thought' || event.type === 'output') return event.text;
  const line = lineOf(event);
  return line === null ? '' : `${line}\n`;
}

function lineOf(event: TranscriptEvent): string | null {
  if (event.type === 'step') return event.text.trimEnd() || null;
  if (event.type === 'notice') return event.text;
  if (event.type === 'blocked') return blockedText(event);
  if (event.type === 'paused') return 'Paused';
  if (event.type === 'resumed') return 'Goes on';
  if (event.type === 'tool') return event.title ? `› ${event.title}` : (event.outputDelta?.trimEnd() ?? null);
  return null;
}

/** What the gateway refused, in the words of every view. */
export function blockedText({ host, port }: { host: string; port: number }): string {
  return `wanted ${host}:${port}; the network policy refused it`;
}

function keepTail(text: string): string {
  return text.length > MAX_TEXT ? `[…]\n${text.slice(-MAX_TEXT)}` : text;
}
