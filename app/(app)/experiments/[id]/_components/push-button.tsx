'use client';

import { CloudUpload } from 'lucide-react';
import { useState } from 'react';
import { sentences } from '@/lib/client/format';
import { useAction } from '@/lib/client/use-action';
import type { ExperimentView, RunView } from '@/lib/schemas/view';
import { Button } from '@/components/ui/button';
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { pushRun } from '../../../_actions/merges';

/** A project that came from a URL has a place to push to. */
export function PushButton({ experiment, run }: { experiment: ExperimentView; run: RunView }) {
  const [open, setOpen] = useState(false);
  const [branch, setBranch] = useState(`bakeoff/${run.variant.key}`);
  const push = useAction(pushRun, {
    success: (pushed) => `Pushed to ${pushed.remote} as ${pushed.branch}`,
    onSuccess: () => setOpen(false),
    onRefusal: () => true,
  });
  if (experiment.project.kind !== 'url' || !run.resultSha) return null;
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button size="sm">
          <CloudUpload aria-hidden />
          Push
        </Button>
      </DialogTrigger>
      <DialogContent title={`Push ${run.variant.key} as a branch`} description={experiment.project.location}>
        <form
          className="flex flex-col gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            push.run({ runId: run.id, branch: branch.trim() });
          }}
        >
          <Field
            label="Branch"
            hint="A new branch at the remote; nothing that is there is overwritten."
            error={push.refusal ? sentences(push.refusal) : null}
          >
            {(control) => (
              <Input {...control} mono value={branch} onChange={(event) => setBranch(event.target.value)} />
            )}
          </Field>
          <Button
            type="submit"
            variant="primary"
            className="self-end"
            pending={push.isPending}
            disabled={branch.trim() === ''}
          >
            Push
          </Button>
        </form>
      </DialogContent>
    </Dialog>
  );
}
