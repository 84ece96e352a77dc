'use client';

import { Crown } from 'lucide-react';
import { useState } from 'react';
import { useAction } from '@/lib/client/use-action';
import type { ExperimentView, RunView } from '@/lib/schemas/view';
import { WinnerDialog } from '@/components/merge/winner-dialog';
import { Button } from '@/components/ui/button';
import { chooseWinner } from '../../../_actions/experiments';
import { useRefresh } from './use-refresh';

/** A person's own choice, with its reason; in an experiment with stages, of the run's stage. */
export function WinnerButton({ experiment, run }: { experiment: ExperimentView; run: RunView }) {
  const [open, setOpen] = useState(false);
  const refresh = useRefresh(experiment.id);
  const choose = useAction(chooseWinner, {
    success: `${run.variant.key} is the winner`,
    onSuccess: () => {
      setOpen(false);
      refresh();
    },
  });
  const stage = experiment.stages.length > 1 ? experiment.stages.find(({ name }) => name === run.variant.stage) : null;
  const isWinner = (stage ? stage.winnerRunId : experiment.winnerRunId) === run.id;
  // What starts from the winner of a stage has started: another winner would be none that anything came from.
  const isTooLate = stage?.status === 'decided' && experiment.stages.some(({ from }) => from?.stage === stage.name);
  if (!run.resultSha || run.variant.reportOnly || isWinner || isTooLate) return null;
  return (
    <>
      <Button size="sm" onClick={() => setOpen(true)}>
        <Crown aria-hidden />
        {stage ? `Pick as winner of stage ${stage.name}` : 'Make winner'}
      </Button>
      {open ? (
        <WinnerDialog
          run={run}
          onClose={() => setOpen(false)}
          onChoose={(reason) => choose.run({ experimentId: experiment.id, runId: run.id, reason })}
          pending={choose.isPending}
        />
      ) : null}
    </>
  );
}
