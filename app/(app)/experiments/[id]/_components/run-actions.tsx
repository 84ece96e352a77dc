'use client';

import { Pause, Play, RotateCcw, Square } from 'lucide-react';
import { useAction } from '@/lib/client/use-action';
import type { RunView } from '@/lib/schemas/view';
import { isLive } from '@/components/run/run-facts';
import { Button } from '@/components/ui/button';
import { cancelRun, retryRun } from '../../../_actions/runs';
import { usePause } from './use-pause';
import { useRefresh } from './use-refresh';

/** Stop or pause what runs, retry what has ended. */
export function RunActions({ run, onRetried }: { run: RunView; onRetried?: (runId: string) => void }) {
  const refresh = useRefresh(run.experimentId);
  const stop = useAction(cancelRun, { onSuccess: refresh });
  const retry = useAction(retryRun, {
    success: `${run.variant.key} starts again`,
    onSuccess: ({ runId }) => {
      refresh();
      onRetried?.(runId);
    },
  });
  if (isLive(run)) {
    return (
      <>
        <PauseButton run={run} />
        <Button size="sm" variant="danger" pending={stop.isPending} onClick={() => stop.run(run.id)}>
          <Square aria-hidden />
          Stop
        </Button>
      </>
    );
  }
  return (
    <Button size="sm" pending={retry.isPending} onClick={() => retry.run(run.id)}>
      <RotateCcw aria-hidden />
      Retry
    </Button>
  );
}

function PauseButton({ run }: { run: RunView }) {
  const { canToggle, toggle, isPending } = usePause(run.experimentId);
  if (!canToggle(run)) return null;
  const Icon = run.paused ? Play : Pause;
  return (
    <Button size="sm" pending={isPending} onClick={() => toggle(run)}>
      {isPending ? null : <Icon aria-hidden />}
      {run.paused ? 'Resume' : 'Pause'}
    </Button>
  );
}
