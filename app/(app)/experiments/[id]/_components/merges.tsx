'use client';

import type { ExperimentView } from '@/lib/schemas/view';
import { MergeBanner } from '@/components/merge/merge-banner';
import { useUndoMerge } from './use-merge';

/** The last merge of each target, with its *Undo*. */
export function Merges({ experiment }: { experiment: ExperimentView }) {
  const undo = useUndoMerge(experiment.id);
  if (experiment.merges.length === 0) return null;
  const latest = new Map(
    experiment.merges.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt)).map((merge) => [merge.target, merge]),
  );
  return (
    <div className="flex flex-col gap-2 pt-3">
      {[...latest.values()].map((merge) => (
        <MergeBanner
          key={merge.id}
          merge={merge}
          run={experiment.runs.find((run) => run.id === merge.runId) ?? null}
          onUndo={undo.run}
          pending={undo.isPending}
        />
      ))}
    </div>
  );
}
