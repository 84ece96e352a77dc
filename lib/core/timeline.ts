/** Where the time of runs went. Milliseconds since 1970 come in, milliseconds since the first moment go out. */

export type RunTimestamps = {
  queued: string;
  preparing: string | null;
  agentStarted: string | null;
  /** Also of a run without an agent, which merges: when that was done. */
  agentEnded: string | null;
  gatesEnded: string | null;
  stopped: string | null;
};

export const PHASES = ['wait', 'setup', 'agent', 'gates', 'measure'] as const;
export type PhaseName = (typeof PHASES)[number];

export type Phase = {
  name: PhaseName;
  startMs: number;
  durationMs: number;
  /** It has not ended yet. */
  open: boolean;
};

const BEGINS: Record<PhaseName, keyof RunTimestamps> = {
  wait: 'queued',
  setup: 'preparing',
  agent: 'agentStarted',
  gates: 'agentEnded',
  measure: 'gatesEnded',
};

/** How a run spent its time, since it was asked for. A phase that never began is left out, whatever came after it. */
export function runPhases(timestamps: RunTimestamps, nowMs: number): Phase[] {
  const origin = Date.parse(timestamps.queued);
  const end = timestamps.stopped === null ? null : Date.parse(timestamps.stopped);
  const begun = PHASES.flatMap((name) => {
    const at = timestamps[BEGINS[name]];
    return at === null ? [] : [{ name, at: Date.parse(at) }];
  });
  return begun.flatMap(({ name, at }, index) => {
    const until = begun[index + 1]?.at ?? end;
    const durationMs = Math.max(0, (until ?? nowMs) - at);
    if (durationMs === 0 && until !== null) return [];
    return [{ name, startMs: Math.max(0, at - origin), durationMs, open: until === null }];
  });
}

export type TimelineRun = { id: string; stage: string; timestamps: RunTimestamps };

export type TimelineRow<Run> = {
  run: Run;
  /** Since the start of the axis. */
  phases: Phase[];
};

export type Timeline<Run> = {
  /** When the axis starts, in milliseconds since 1970. */
  fromMs: number;
  lengthMs: number;
  ticks: number[];
  stages: { name: string; rows: TimelineRow<Run>[] }[];
};

type TimelineInput<Run> = {
  /** Names in their order; those without a run are left out. */
  stages: readonly string[];
  runs: readonly Run[];
  nowMs: number;
};

/** One bar for each run on a common axis, by stage. Null where nothing was asked for yet. */
export function buildTimeline<Run extends TimelineRun>(input: TimelineInput<Run>): Timeline<Run> | null {
  const { runs, nowMs } = input;
  if (runs.length === 0) return null;
  const fromMs = Math.min(...runs.map(({ timestamps }) => Date.parse(timestamps.queued)));
  const rows = runs.map((run) => {
    const offset = Date.parse(run.timestamps.queued) - fromMs;
    const phases = runPhases(run.timestamps, nowMs);
    return { run, phases: phases.map((phase) => ({ ...phase, startMs: phase.startMs + offset })) };
  });
  const ends = rows.flatMap(({ phases }) => phases.map(({ startMs, durationMs }) => startMs + durationMs));
  const lengthMs = Math.max(1, ...ends);
  const names = [...new Set([...input.stages, ...runs.map(({ stage }) => stage)])];
  const stages = names.flatMap((name) => {
    const own = rows.filter(({ run }) => run.stage === name);
    return own.length > 0 ? [{ name, rows: own }] : [];
  });
  return { fromMs, lengthMs, ticks: ticksOf(lengthMs), stages };
}

const STEPS_MS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200].map(
  (seconds) => seconds * 1000,
);
const MOST_TICKS = 6;

/** Round moments between the ends of the axis, at most six of them. */
function ticksOf(lengthMs: number): number[] {
  const day = 86_400_000;
  const step =
    STEPS_MS.find((candidate) => lengthMs / candidate <= MOST_TICKS) ?? Math.ceil(lengthMs / day / MOST_TICKS) * day;
  return Array.from({ length: Math.floor(lengthMs / step) + 1 }, (_, index) => index * step);
}
