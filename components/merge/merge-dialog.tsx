'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { MergeMethod } from '@/lib/core/repository';
import { repeatMark } from '@/lib/client/format';
import { mergePreviewQuery, projectQuery } from '@/lib/client/queries';
import type { Refusal } from '@/lib/client/use-action';
import type { ExperimentView, RunView } from '@/lib/schemas/view';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Dialog, DialogClose, DialogContent } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { Segmented } from '@/components/ui/tabs';
import { MergePreviewPanel } from './merge-preview-panel';

export type MergeChoice = { runId: string; target: string | null; method: MergeMethod };

type MergeDialogProps = {
  experiment: ExperimentView;
  run: RunView;
  onClose: () => void;
  onMerge: (choice: MergeChoice) => void;
  pending: boolean;
  /** Why the last try was refused. */
  refusal: Refusal | null;
};

const METHODS: readonly { value: MergeMethod; label: string; hint: string }[] = [
  { value: 'squash', label: 'Squash', hint: 'One commit on top of the target.' },
  { value: 'merge', label: 'Merge commit', hint: "A merge commit; the run's own commit stays visible." },
  { value: 'rebase', label: 'Rebase', hint: "The run's commit is put on top of the target." },
];

/** Asks where and how, and shows what would happen to the target as it is now. */
export function MergeDialog({ experiment, run, onClose, onMerge, pending, refusal }: MergeDialogProps) {
  const [chosen, setChosen] = useState<string | null>(experiment.baseRef);
  const [method, setMethod] = useState<MergeMethod>('squash');
  const repository = useQuery(projectQuery(experiment.project.id)).data?.repository ?? null;
  const target = chosen ?? repository?.currentBranch ?? null;
  const preview = useQuery(mergePreviewQuery({ runId: run.id, target, method }));
  const found = preview.data?.preview;
  const blocked = !found || found.conflicts.length > 0 || found.blockedBy.length > 0 || preview.data?.refusal !== null;
  return (
    <Dialog open onOpenChange={(open) => (open ? undefined : onClose())}>
      <DialogContent
        className="max-w-xl"
        title={`Merge ${run.variant.key}${repeatMark(run.repeat)}`}
        description={`Variant ${run.variant.letter} of ${experiment.name}`}
        footer={
          <>
            <DialogClose asChild>
              <Button variant="ghost">Cancel</Button>
            </DialogClose>
            <Button
              variant="primary"
              pending={pending}
              disabled={blocked || preview.isFetching}
              onClick={() => onMerge({ runId: run.id, target, method })}
            >
              Merge into {target ?? 'the base branch'}
            </Button>
          </>
        }
      >
        <div className="flex flex-col gap-3">
          <Caution experiment={experiment} run={run} />
          <div className="flex flex-wrap gap-x-4 gap-y-3">
            <TargetField
              branches={repository?.branches.map((branch) => branch.name) ?? []}
              target={target}
              onTarget={setChosen}
            />
            <MethodField method={method} onMethod={setMethod} />
          </div>
          <MergePreviewPanel preview={preview} target={target} />
          {refusal ? (
            <Callout tone="bad" title={refusal.message}>
              {refusal.remedy}
              {refusal.files?.length ? (
                <span className="block font-mono text-xs">{refusal.files.join(', ')}</span>
              ) : null}
            </Callout>
          ) : null}
        </div>
      </DialogContent>
    </Dialog>
  );
}

function Caution({ experiment, run }: { experiment: ExperimentView; run: RunView }) {
  if (run.success === false || run.status !== 'passed') {
    return (
      <Callout tone="warn" title="This run did not pass its gates.">
        It can be merged all the same; the evidence stays with the experiment.
      </Callout>
    );
  }
  if (run.success === null) {
    return (
      <Callout title="No gate judged this run.">Whether it works is unknown; read its diff before you merge.</Callout>
    );
  }
  if (experiment.winnerRunId === null || experiment.winnerRunId === run.id) return null;
  const winner = experiment.runs.find((candidate) => candidate.id === experiment.winnerRunId);
  return (
    <Callout title="This run is not the winner.">
      {winner ? `The winner is ${winner.variant.letter} (${winner.variant.key}). ` : null}You merge another one on
      purpose.
    </Callout>
  );
}

type TargetFieldProps = { branches: readonly string[]; target: string | null; onTarget: (branch: string) => void };

function TargetField({ branches, target, onTarget }: TargetFieldProps) {
  return (
    <Field label="Target branch" className="flex-1 basis-48">
      {(control) =>
        branches.length > 0 ? (
          <Select
            {...control}
            value={target ?? ''}
            onValueChange={onTarget}
            placeholder="Choose a branch"
            options={withTarget(branches, target).map((name) => ({ value: name, label: name }))}
          />
        ) : (
          <Input {...control} mono value={target ?? ''} onChange={(event) => onTarget(event.target.value)} />
        )
      }
    </Field>
  );
}

function MethodField({ method, onMethod }: { method: MergeMethod; onMethod: (method: MergeMethod) => void }) {
  const hint = METHODS.find(({ value }) => value === method)?.hint;
  return (
    <div className="flex flex-col gap-1">
      <span aria-hidden className="text-xs font-medium">
        Method
      </span>
      <Segmented
        aria-label="Method"
        value={method}
        options={METHODS}
        onValueChange={(value) => {
          const known = METHODS.find((option) => option.value === value);
          if (known) onMethod(known.value);
        }}
      />
      <p className="text-xs text-faint">{hint}</p>
    </div>
  );
}

/** A base that is a tag or a commit is no branch, but it is what the experiment began from. */
function withTarget(branches: readonly string[], target: string | null): string[] {
  return target === null || branches.includes(target) ? [...branches] : [target, ...branches];
}
