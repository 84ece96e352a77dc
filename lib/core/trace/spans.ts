/** Where the time of a run went, as spans that a waterfall draws and a trace keeps. */
import type { RunTimestamps } from '../timeline';
import type { TraceMarks, TraceStep } from './marks';

export const SPAN_KINDS = ['wait', 'setup', 'step', 'agent', 'capture', 'gates', 'gate', 'measure'] as const;
export type SpanKind = (typeof SPAN_KINDS)[number];

export type Span = {
  kind: SpanKind;
  name: string;
  /** 1: a part of the last span of depth 0 before it. */
  depth: 0 | 1;
  /** Milliseconds since 1970. */
  startedAt: number;
  /** Null: it has not ended yet. */
  endedAt: number | null;
};

export type SpanInput = {
  timestamps: RunTimestamps;
  marks: Pick<TraceMarks, 'judgingAt' | 'steps'>;
  /** In the order in which they ran. */
  gates: readonly { name: string; durationMs: number }[];
  /** Metrics are measured after the gates. */
  measures: boolean;
};

type Times = Record<keyof RunTimestamps, number | null>;

/** A span that never began is left out; one that was cut off ends with the run. */
export function spansOf({ timestamps, marks, gates, measures }: SpanInput): Span[] {
  const times = readTimes(timestamps);
  const { judgingAt } = marks;
  const steps = [...marks.steps.values()].filter((step) => step.endedAt > step.startedAt);
  const top = (kind: SpanKind, name: string, ends: [number | null, number | null]): Span[] => {
    const [startedAt, until] = ends;
    if (startedAt === null) return [];
    const endedAt = until ?? times.stopped;
    return [{ kind, name, depth: 0, startedAt, endedAt: endedAt === null ? null : Math.max(startedAt, endedAt) }];
  };
  return [
    ...top('wait', 'Wait', [times.queued, times.preparing]),
    ...top('setup', 'Set-up', [times.preparing, times.agentStarted ?? times.agentEnded]),
    ...steps.filter(isPreparation).map(toStep),
    ...top('agent', 'Agent', [times.agentStarted, times.agentEnded]),
    ...top('capture', 'Capture', [times.agentEnded, judgingAt]),
    ...top('gates', 'Gates', [gates.length > 0 || times.gatesEnded === null ? judgingAt : null, times.gatesEnded]),
    ...steps.filter((step) => step.judging && step.step === 'setup').map(toStep),
    ...gateSpans(gates, times.gatesEnded),
    ...top('measure', 'Measure', [measures ? times.gatesEnded : null, null]),
  ];
}

function readTimes(timestamps: RunTimestamps): Times {
  return {
    queued: parse(timestamps.queued),
    preparing: parse(timestamps.preparing),
    agentStarted: parse(timestamps.agentStarted),
    agentEnded: parse(timestamps.agentEnded),
    gatesEnded: parse(timestamps.gatesEnded),
    stopped: parse(timestamps.stopped),
  };
}

function parse(at: string | null): number | null {
  return at === null ? null : Date.parse(at);
}

function isPreparation(step: TraceStep): boolean {
  return !step.judging && (step.step === 'setup' || step.name === 'image');
}

function toStep(step: TraceStep): Span {
  const name = step.name === 'image' ? 'Image' : step.step === 'setup' ? 'Set-up command' : step.name;
  return { kind: 'step', name, depth: 1, startedAt: step.startedAt, endedAt: step.endedAt };
}

/** They run one after the other, and the last one ends when the gates do. */
function gateSpans(gates: SpanInput['gates'], endedAt: number | null): Span[] {
  if (endedAt === null) return [];
  let until = endedAt;
  const spans: Span[] = [];
  for (const gate of gates.toReversed()) {
    const startedAt = until - gate.durationMs;
    spans.unshift({ kind: 'gate', name: gate.name, depth: 1, startedAt, endedAt: until });
    until = startedAt;
  }
  return spans;
}
