'use client';

import { useState } from 'react';
import { toastRefusal } from '@/lib/client/use-action';
import { TrialPanel } from '@/components/experiment-form/trial-panel';
import { draftFrom } from '@/lib/schemas/experiment-file/again';
import type { ExperimentView } from '@/lib/schemas/view';
import { Button } from '@/components/ui/button';
import { Dialog, DialogContent } from '@/components/ui/dialog';
import { tryOnBase } from '../../../_actions/experiments';

/** Runs the contract of an experiment on its untouched base once more, and shows what comes of it. */
export function TryOnBase({ experiment, label }: { experiment: ExperimentView; label: string }) {
  const [trialId, setTrialId] = useState<string | null>(null);
  const [isPending, setPending] = useState(false);
  const start = async (): Promise<void> => {
    setPending(true);
    const tried = await tryOnBase(draftFrom(experiment.source, experiment.project)).finally(() => setPending(false));
    if (tried.ok) setTrialId(tried.value.trialId);
    else if ('problems' in tried.error) toastRefusal(refusalOf(tried.error.problems));
    else toastRefusal(tried.error);
  };
  return (
    <>
      <Button size="sm" pending={isPending} onClick={() => void start()}>
        {label}
      </Button>
      <Dialog open={trialId !== null} onOpenChange={(open) => (open ? undefined : setTrialId(null))}>
        <DialogContent title="The contract on the base" className="max-w-2xl">
          {trialId === null ? null : <TrialPanel trialId={trialId} onClose={() => setTrialId(null)} />}
        </DialogContent>
      </Dialog>
    </>
  );
}

function refusalOf(problems: readonly { message: string }[]) {
  const message = problems.map((problem) => problem.message).join(' ');
  return { type: 'invalid', message, remedy: 'Open it with Edit and run again, and correct it there.' };
}
