'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { templatesQuery } from '@/lib/client/queries';
import { useAction } from '@/lib/client/use-action';
import { draftFrom } from '@/lib/schemas/experiment-file/again';
import type { ExperimentView } from '@/lib/schemas/view';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Dialog, DialogContent } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input, Textarea } from '@/components/ui/input';
import { saveTemplate } from '../../../_actions/templates';

const FORM = 'save-template';

/** Keeps the experiment's text as a template, under a title and a description of the person's own. */
export function SaveTemplate({ experiment, onClose }: { experiment: ExperimentView; onClose: () => void }) {
  const [title, setTitle] = useState(experiment.name);
  const [description, setDescription] = useState('');
  const client = useQueryClient();
  const save = useAction(saveTemplate, {
    success: ({ title: saved }) => `Saved the template “${saved}”`,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: templatesQuery().queryKey });
      onClose();
    },
    // The dialog shows it.
    onRefusal: () => true,
  });
  return (
    <Dialog open onOpenChange={(open) => (open ? undefined : onClose())}>
      <DialogContent
        title="Save as template"
        description="The text of this experiment, for others to begin with. It is a file of your data folder."
        footer={
          <Button type="submit" form={FORM} variant="primary" pending={save.isPending} disabled={title.trim() === ''}>
            Save
          </Button>
        }
      >
        <form
          id={FORM}
          className="flex flex-col gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            const text = draftFrom(experiment.source, experiment.project);
            save.run({ title: title.trim(), description: description.trim(), text });
          }}
        >
          <Field label="Title">
            {(control) => (
              <Input
                {...control}
                autoFocus
                value={title}
                maxLength={120}
                onChange={(event) => setTitle(event.target.value)}
              />
            )}
          </Field>
          <Field label="Description" hint="What it is good for; shown beside its picture.">
            {(control) => (
              <Textarea
                {...control}
                value={description}
                maxLength={2000}
                onChange={(event) => setDescription(event.target.value)}
              />
            )}
          </Field>
          {save.refusal ? <Refused refusal={save.refusal} /> : null}
        </form>
      </DialogContent>
    </Dialog>
  );
}

function Refused({ refusal }: { refusal: { message: string; remedy: string } }) {
  return (
    <Callout tone="bad" title={refusal.message}>
      {refusal.remedy}
    </Callout>
  );
}
