'use client';

import { GitMerge } from 'lucide-react';
import { useState } from 'react';
import type { ExperimentView, RunView } from '@/lib/schemas/view';
import { MergeDialog } from '@/components/merge/merge-dialog';
import { Button, type ButtonProps } from '@/components/ui/button';
import { useMergeRun } from './use-merge';

type MergeButtonProps = Pick<ButtonProps, 'variant' | 'size'> & {
  experiment: ExperimentView;
  run: RunView;
  label: string;
};

/** Opens the merge of one run. Only a run that left a result can be merged. */
export function MergeButton({ experiment, run, label, variant, size }: MergeButtonProps) {
  const [open, setOpen] = useState(false);
  const merge = useMergeRun(experiment.id, () => setOpen(false));
  if (!run.resultSha || run.diffStats?.filesChanged === 0) return null;
  return (
    <>
      <Button variant={variant} size={size} onClick={() => setOpen(true)}>
        <GitMerge aria-hidden />
        {label}
      </Button>
      {open ? (
        <MergeDialog
          experiment={experiment}
          run={run}
          onClose={() => {
            merge.reset();
            setOpen(false);
          }}
          onMerge={merge.run}
          pending={merge.isPending}
          refusal={merge.refusal}
        />
      ) : null}
    </>
  );
}
