import { useAction } from '@/lib/client/use-action';
import type { RunView } from '@/lib/schemas/view';
import { pauseRun, resumeRun } from '../../../_actions/runs';
import { useRefresh } from './use-refresh';

type Pause = { canToggle: (run: RunView) => boolean; toggle: (run: RunView) => void; isPending: boolean };

/** A paused run keeps its place: its processes stand still, and its clock with them. */
export function usePause(experimentId: string): Pause {
  const refresh = useRefresh(experimentId);
  const pause = useAction(pauseRun, { onSuccess: refresh });
  const resume = useAction(resumeRun, { onSuccess: refresh });
  return {
    canToggle,
    isPending: pause.isPending || resume.isPending,
    toggle: (run) => {
      if (canToggle(run)) (run.paused ? resume : pause).run(run.id);
    },
  };
}

function canToggle(run: RunView): boolean {
  return run.status === 'running' || run.paused;
}
