'use client';

import { useState } from 'react';
import { repeatMark } from '@/lib/client/format';
import type { RunView } from '@/lib/schemas/view';
import { Button } from '@/components/ui/button';
import { Dialog, DialogClose, DialogContent } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Textarea } from '@/components/ui/input';

type WinnerDialogProps = { run: RunView; onClose: () => void; onChoose: (reason: string) => void; pending: boolean };

const REASONS = ['Correct', 'Simpler', 'Faster', 'Safer', 'Better style'];

/** A person's choice is written down with its reason, beside what the rule had chosen. */
export function WinnerDialog({ run, onClose, onChoose, pending }: WinnerDialogProps) {
  const [reason, setReason] = useState('');
  const [touched, setTouched] = useState(false);
  const empty = reason.trim() === '';
  return (
    <Dialog open onOpenChange={(open) => (open ? undefined : onClose())}>
      <DialogContent
        title={`Make ${run.variant.key}${repeatMark(run.repeat)} the winner`}
        description="Your reason becomes part of the record of this experiment."
        footer={
          <>
            <DialogClose asChild>
              <Button variant="ghost">Cancel</Button>
            </DialogClose>
            <Button
              variant="primary"
              pending={pending}
              onClick={() => (empty ? setTouched(true) : onChoose(reason.trim()))}
            >
              Make it the winner
            </Button>
          </>
        }
      >
        <div className="flex flex-col gap-2">
          <Field label="Reason" error={touched && empty ? 'Write down why, in a few words.' : null}>
            {(control) => (
              <Textarea {...control} autoFocus value={reason} onChange={(event) => setReason(event.target.value)} />
            )}
          </Field>
          <div className="flex flex-wrap gap-1.5">
            {REASONS.map((text) => (
              <Button
                key={text}
                size="sm"
                onClick={() => setReason(reason.trim() ? `${reason.trim()}, ${text.toLowerCase()}` : text)}
              >
                {text}
              </Button>
            ))}
          </div>
        </div>
      </DialogContent>
    </Dialog>
  );
}
