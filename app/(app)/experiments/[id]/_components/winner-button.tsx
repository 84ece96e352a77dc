'use client';

import { Crown } from 'lucide-react';
import { useState } from 'react';
import { useAction } from '@/lib/client/use-action';
import type { ExperimentView, RunView } from '@/lib/schemas/view';
import { WinnerDialog } from '@/components/merge/winner-dialog';
import { Button } from '@/components/ui/button';
import { chooseWinner } from '../../../_actions/experiments';
import { useRefresh } from './use-refresh';

/** A person's own choice, with its reason. */
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
  if (!run.resultSha || experiment.winnerRunId === run.id) return null;
  return (
    <>
      <Button size="sm" onClick={() => setOpen(true)}>
        <Crown aria-hidden />
        Make winner
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
