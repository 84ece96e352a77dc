/** What the scheduler is given and what it answers. Plain data: the same rows give the same decision after a restart. */
import type { Limits } from '../experiment';
import type { FailureType } from '../failure';
import type { Needs, Retries, StageSource, Strategy, VariantKind } from '../plan-types';
import type { RunStatus } from '../run-status';

export type PlannedVariant = {
  /** The person's id of it, unique in its experiment. */
  key: string;
  kind: VariantKind;
  dependsOn: readonly string[];
  needs: Needs;
  when: string | null;
  reportOnly: boolean;
  retries: Retries;
};

export type PlannedStage = {
  name: string;
  from: StageSource;
  strategy: Strategy;
  /** In the order in which they start. */
  variants: readonly PlannedVariant[];
  /** Whether its winner (or that there is none) is known, and which run that is. */
  decided: boolean;
  winnerRunId: string | null;
};

export type ScheduledRun = {
  id: string;
  variant: string;
  /** How people call it in reasons: `B (short)` or `B #2 (short)`. */
  label: string;
  status: RunStatus;
  success: boolean | null;
  failure: FailureType | null;
  dispatched: boolean;
  cancelRequested: boolean;
  /** Retries so far. */
  attempt: number;
  /** Milliseconds since 1970 before which it does not start. */
  notBefore: number | null;
  /** Milliseconds since 1970 at which its gates were through. */
  gatesEndedAt: number | null;
  /** The same for when it was asked for, and when it was over. */
  queuedAt: number;
  stoppedAt: number | null;
  /** Its own condition was false: nothing was to be done. */
  notNeeded: boolean;
};

export type ScheduleInput = {
  stages: readonly PlannedStage[];
  limits: Pick<Limits, 'maxParallel' | 'failFast'>;
  cancelled: boolean;
  /** Whether the base's evidence is in (or could not be had). */
  baseSettled: boolean;
  /** Milliseconds since 1970. */
  now: number;
  /** In the order in which they should start; superseded runs are left out. */
  runs: readonly ScheduledRun[];
  /** Whether a variant's condition holds, once everything it depends on is over. */
  condition: (variant: string) => { ok: true; value: boolean } | { ok: false; error: string };
};

/** Ids of runs, in order. */
export type RunInputs = {
  /** Whose results are merged into what it starts from; none: what its stage starts from. */
  merge: string[];
  /** Whose answers are in its prompt. */
  answers: string[];
};

/** What a run starts from, as it is kept with its row. */
export type RunStart = RunInputs & {
  /** Where results do not fit together: it stops, or finds git's markers in the files. */
  conflicts: 'stop' | 'mark';
  /** A commit that a person gave in their place. */
  given: string | null;
  /** The agent that resolves for a variant that has none. */
  resolver: string | null;
};

export const PLAIN_START: RunStart = { merge: [], answers: [], conflicts: 'stop', given: null, resolver: null };

export type Skip = {
  id: string;
  reason: string;
  /** Its own condition was false; what depends on it goes on without it. */
  notNeeded: boolean;
};

export type Schedule = {
  start: { id: string; inputs: RunInputs }[];
  cancel: { id: string; reason: string }[];
  skip: Skip[];
  /** Conditions that could not be answered. */
  fail: { id: string; message: string }[];
  retry: { id: string; notBefore: number }[];
  /** Stages whose runs are all over, and that have no winner yet: to be selected now. */
  decide: string[];
  /** The moment at which to ask again, milliseconds since 1970. */
  wakeAt: number | null;
  finished: 'done' | 'cancelled' | null;
};
