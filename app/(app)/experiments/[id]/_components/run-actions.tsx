'use client';

import { Pause, Play, RotateCcw, Square } from 'lucide-react';
import { useAction } from '@/lib/client/use-action';
import type { RunView } from '@/lib/schemas/view';
import { isLive } from '@/components/run/run-facts';
import { Button } from '@/components/ui/button';
import { cancelRun, pauseRun, resumeRun, retryRun } from '../../../_actions/runs';
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

/** A paused run keeps its place: its processes stand still, and its clock with them. */
function PauseButton({ run }: { run: RunView }) {
  const refresh = useRefresh(run.experimentId);
  const pause = useAction(pauseRun, { onSuccess: refresh });
  const resume = useAction(resumeRun, { onSuccess: refresh });
  if (run.paused) {
    return (
      <Button size="sm" pending={resume.isPending} onClick={() => resume.run(run.id)}>
        {resume.isPending ? null : <Play aria-hidden />}
        Resume
      </Button>
    );
  }
  if (run.status !== 'running') return null;
  return (
    <Button size="sm" pending={pause.isPending} onClick={() => pause.run(run.id)}>
      {pause.isPending ? null : <Pause aria-hidden />}
      Pause
    </Button>
  );
}
