import { toast } from 'sonner';
import { shortSha } from '@/lib/client/format';
import { useAction } from '@/lib/client/use-action';
import { mergeRun, undoMerge } from '../../../_actions/merges';
import { useRefresh } from './use-refresh';

export function useUndoMerge(experimentId: string) {
  const refresh = useRefresh(experimentId);
  return useAction(undoMerge, {
    success: (merge) => `Taken back: ${merge.target} is at ${shortSha(merge.previousSha)} again`,
    onSuccess: (merge) => {
      toast.dismiss(toastId(merge.id));
      refresh();
    },
  });
}

/** Merges, and offers the way back in the same moment. */
export function useMergeRun(experimentId: string, onMerged: () => void) {
  const refresh = useRefresh(experimentId);
  const undo = useUndoMerge(experimentId);
  return useAction(mergeRun, {
    onSuccess: (merge) => {
      onMerged();
      refresh();
      toast.success(`Merged into ${merge.target}`, {
        description: `Commit ${shortSha(merge.commitSha)}`,
        id: toastId(merge.id),
        duration: 10_000,
        action: { label: 'Undo', onClick: () => undo.run(merge.id) },
      });
    },
    onRefusal: () => true,
  });
}

/** One toast a merge, so that taking it back takes its toast away too. */
function toastId(mergeId: string): string {
  return `merge-${mergeId}`;
}
