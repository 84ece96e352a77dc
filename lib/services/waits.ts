/** What the runs of an experiment that have not begun wait for, and their place in line. */
import { queuePositions } from '@/lib/core/schedule/schedule';
import { waitReasons } from '@/lib/core/schedule/wait-reason';
import type { ExperimentSpec } from '@/lib/core/experiment';
import type { ExperimentDetailRow } from '@/lib/db/experiments';
import { plannedStages, scheduledRuns } from '@/lib/services/advance/plan';

export type Wait = {
  reason: string;
  /** 1 is next; null for one that could not start if it were its turn. */
  position: number | null;
};

export function waitsOf(row: ExperimentDetailRow, spec: ExperimentSpec, now: Date): Map<string, Wait> {
  const runs = scheduledRuns(row);
  const plan = { stages: plannedStages(row, spec), limits: spec.limits, cancelled: row.cancelledAt !== null };
  const reasonOf = waitReasons({ ...plan, runs, now: now.getTime() });
  const said = new Map(row.runs.map((run) => [run.id, run.waitReason]));
  const waiting = runs
    .filter(({ status }) => status === 'queued')
    .map((run) => ({ run, held: run.dispatched ? null : reasonOf(run) }));
  const positions = queuePositions(waiting.flatMap(({ run, held }) => (held === null ? [run] : [])));
  return new Map(
    waiting.map(({ run, held }) => {
      const placeReason = run.dispatched ? (said.get(run.id) ?? FREE_PLACE) : parallelReason(spec.limits.maxParallel);
      return [run.id, { reason: held ?? placeReason, position: positions.get(run.id) ?? null }];
    }),
  );
}

const FREE_PLACE = 'Waits for a free place on this host.';

function parallelReason(maxParallel: number): string {
  return `Waits until fewer than ${maxParallel} ${maxParallel === 1 ? 'run works' : 'runs work'}.`;
}
