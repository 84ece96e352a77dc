'use client';

import { type ReactNode, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog, DialogClose, DialogContent, DialogTrigger } from '@/components/ui/dialog';
import { NOT_ISOLATED } from './provider-words';

type ConsentDialogProps = {
  projectName: string;
  pending: boolean;
  onConsent: () => void;
  /** The button that asks. */
  children: ReactNode;
};

/** Asked once per project: nothing runs without isolation because something else did not work. */
export function ConsentDialog({ projectName, pending, onConsent, children }: ConsentDialogProps) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>{children}</DialogTrigger>
      <DialogContent
        title="Run without isolation?"
        description={`For agents of ${projectName}, until you take it back on the project's page.`}
        footer={
          <>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button
              variant="danger"
              pending={pending}
              onClick={() => {
                onConsent();
                setOpen(false);
              }}
            >
              Let agents run without isolation
            </Button>
          </>
        }
      >
        <div className="grid gap-2">
          <p>{NOT_ISOLATED}</p>
          <p className="text-muted">
            That includes your keys, your other repositories and whatever you are logged in to. The network is not held
            back, and limits are watched rather than held.
          </p>
        </div>
      </DialogContent>
    </Dialog>
  );
}
