/** The states of a run and of an experiment, and which changes are legal. The one table of transitions. */

export const RUN_STATUSES = [
  'queued',
  'preparing',
  'running',
  'judging',
  'passed',
  'failed',
  'cancelled',
  'timed_out',
  'lost',
  'skipped',
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

export const EXPERIMENT_STATUSES = [
  'draft',
  'queued',
  'running',
  'needs_person',
  'done',
  'cancelled',
  'failed',
] as const;
export type ExperimentStatus = (typeof EXPERIMENT_STATUSES)[number];

const RUN_TRANSITIONS: Record<RunStatus, readonly RunStatus[]> = {
  queued: ['preparing', 'cancelled', 'skipped', 'failed'],
  preparing: ['running', 'judging', 'failed', 'cancelled', 'timed_out', 'lost'],
  running: ['judging', 'failed', 'cancelled', 'timed_out', 'lost'],
  judging: ['passed', 'failed', 'cancelled', 'timed_out', 'lost'],
  passed: [],
  failed: [],
  cancelled: [],
  timed_out: [],
  lost: [],
  skipped: [],
};

/** Says whether a run may go from one state to the other. */
export function canMoveRun(from: RunStatus, to: RunStatus): boolean {
  return RUN_TRANSITIONS[from].includes(to);
}

/** The states from which a run may enter `to`; what a compare-and-set in the database checks against. */
export function statesBefore(to: RunStatus): RunStatus[] {
  return RUN_STATUSES.filter((from) => canMoveRun(from, to));
}

/** A terminal run never changes its state again. */
export function isTerminalRun(status: RunStatus): boolean {
  return RUN_TRANSITIONS[status].length === 0;
}

/** A terminal experiment starts nothing more unless a person retries a run. */
export function isTerminalExperiment(status: ExperimentStatus): boolean {
  return status === 'done' || status === 'cancelled' || status === 'failed';
}
