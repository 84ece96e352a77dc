'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog, DialogContent } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import { formatBytes } from '@/lib/client/format';
import { dataUsageQuery } from '@/lib/client/queries';
import { useAction } from '@/lib/client/use-action';
import { cleanData } from '../../_actions/data';
import { CleanPreview } from './clean-preview';

const DAY_MS = 24 * 60 * 60 * 1000;

const AGES = [
  { value: '0', label: 'Everything that has ended' },
  { value: String(DAY_MS), label: 'Ended more than a day ago' },
  { value: String(7 * DAY_MS), label: 'Ended more than a week ago' },
  { value: String(30 * DAY_MS), label: 'Ended more than 30 days ago' },
];

type CleanDialogProps = { open: boolean; onOpenChange: (open: boolean) => void };

/** What would go is shown before anything goes. */
export function CleanDialog({ open, onOpenChange }: CleanDialogProps) {
  const client = useQueryClient();
  const [age, setAge] = useState(String(7 * DAY_MS));
  const preview = useAction(cleanData);
  const plan = preview.found;
  const clean = useAction(cleanData, {
    success: (done) => `Cleaned up ${formatBytes(done.bytes)}`,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: dataUsageQuery().queryKey });
      onOpenChange(false);
      preview.reset();
    },
  });
  const olderThanMs = Number(age);
  const canClean = plan !== null && plan.removed.length > 0;
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        title="Clean up"
        description="Removes sandboxes, leftovers and what the cache holds unused. Results, transcripts and decisions stay."
        footer={
          <>
            <Button pending={preview.isPending} onClick={() => preview.run({ dryRun: true, olderThanMs })}>
              Show what would go
            </Button>
            <Button
              variant="primary"
              disabled={!canClean}
              pending={clean.isPending}
              onClick={() => clean.run({ dryRun: false, olderThanMs })}
            >
              {canClean ? `Free ${formatBytes(plan.bytes)}` : 'Clean up'}
            </Button>
          </>
        }
      >
        <Field label="From which experiments">
          {(control) => (
            <Select
              {...control}
              value={age}
              options={AGES}
              onValueChange={(next) => {
                setAge(next);
                preview.reset();
              }}
            />
          )}
        </Field>
        <CleanPreview plan={plan} />
      </DialogContent>
    </Dialog>
  );
}
