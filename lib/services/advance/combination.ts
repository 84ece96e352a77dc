import type { Failure } from '@/lib/core/failure';
import type { SelectionResult } from '@/lib/core/select';
import type { ExperimentRun } from '@/lib/services/advance/plan';

type Input = {
  combined: ExperimentRun | null;
  changing: ExperimentRun[];
  label: (run: ExperimentRun) => string;
};

/** A combination that passed is what its stage proposes; the verdict says what is not in it. */
export function combinationOf({ combined, changing, label }: Input): SelectionResult {
  const passed = changing.filter((run) => run.status === 'passed');
  if (!combined || combined.status === 'skipped') return none('No run passed, so that there was nothing to combine.');
  const leftOut = changing.filter((run) => run.status !== 'passed' && !run.notNeeded);
  const without = leftOut.length === 0 ? '' : ` Left out: ${leftOut.map(label).join(', ')}.`;
  if (combined.status !== 'passed') {
    const error = combined.error as Failure | null;
    return none(`The combination did not pass: ${(error?.message ?? combined.status).split('\n')[0] ?? ''}${without}`);
  }
  const count = `${passed.length} of ${changing.length} results were combined`;
  if (combined.success === null) {
    return none(
      `${count}. No gate judged the combination, so that it was not chosen; look at it, and pick it yourself.${without}`,
    );
  }
  return { winnerId: combined.id, verdict: `${count}, and the combination passed its gates.${without}`, ranking: [] };
}

function none(verdict: string): SelectionResult {
  return { winnerId: null, verdict, ranking: [] };
}
