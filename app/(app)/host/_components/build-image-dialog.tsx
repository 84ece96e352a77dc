'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog, DialogContent } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { imagesQuery, projectsQuery } from '@/lib/client/queries';
import { useAction } from '@/lib/client/use-action';
import { IMAGE_TEMPLATES } from '@/lib/core/image';
import { buildImage } from '../../_actions/host';
import { FIRST_IMAGE, type ImageDraft, type ImageKind, imageRequest } from './image-request';

const KINDS: { value: ImageKind; label: string; hint: string }[] = [
  { value: 'template', label: 'A template', hint: 'Comes with Bakeoff, with git and a language.' },
  { value: 'reference', label: 'An image', hint: 'That the engine has, or fetches.' },
  { value: 'dockerfile', label: 'A Dockerfile of a project', hint: 'Built at its current commit.' },
  { value: 'devcontainer', label: "A project's devcontainer", hint: 'The image that it names, or its Dockerfile.' },
];

type BuildImageDialogProps = { open: boolean; onOpenChange: (open: boolean) => void };

export function BuildImageDialog({ open, onOpenChange }: BuildImageDialogProps) {
  const client = useQueryClient();
  const [draft, setDraft] = useState<ImageDraft>(FIRST_IMAGE);
  const build = useAction(buildImage, {
    success: (image) => `Building ${image.name}`,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: imagesQuery().queryKey });
      onOpenChange(false);
    },
  });
  const request = imageRequest(draft);
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        title="Build an image"
        description="As an experiment would name it under sandbox, image."
        footer={
          <Button
            variant="primary"
            disabled={!request}
            pending={build.isPending}
            onClick={() => {
              if (request) build.run(request);
            }}
          >
            Build
          </Button>
        }
      >
        <div className="grid gap-3">
          <Field label="From">
            {(control) => (
              <Select
                {...control}
                value={draft.kind}
                options={KINDS}
                onValueChange={(next) => {
                  const kind = KINDS.find(({ value }) => value === next)?.value;
                  if (kind) setDraft({ ...draft, kind });
                }}
              />
            )}
          </Field>
          <KindFields draft={draft} onChange={setDraft} />
        </div>
      </DialogContent>
    </Dialog>
  );
}

type KindFieldsProps = { draft: ImageDraft; onChange: (draft: ImageDraft) => void };

function KindFields({ draft, onChange }: KindFieldsProps) {
  const projects = useQuery(projectsQuery()).data ?? [];
  if (draft.kind === 'template') {
    return (
      <Field label="Template">
        {(control) => (
          <Select
            {...control}
            value={draft.template}
            options={IMAGE_TEMPLATES.map((name) => ({ value: name, label: name }))}
            onValueChange={(template) => onChange({ ...draft, template })}
          />
        )}
      </Field>
    );
  }
  if (draft.kind === 'reference') {
    return (
      <Field label="Image">
        {(control) => (
          <Input
            {...control}
            mono
            value={draft.reference}
            placeholder="node:22"
            onChange={(event) => onChange({ ...draft, reference: event.currentTarget.value })}
          />
        )}
      </Field>
    );
  }
  return (
    <>
      <Field label="Project">
        {(control) => (
          <Select
            {...control}
            value={draft.projectId}
            placeholder="Choose a project"
            options={projects.map((one) => ({ value: one.id, label: one.name, hint: one.location }))}
            onValueChange={(projectId) => onChange({ ...draft, projectId })}
          />
        )}
      </Field>
      {draft.kind === 'dockerfile' ? (
        <Field label="File" hint="From the project's root.">
          {(control) => (
            <Input
              {...control}
              mono
              value={draft.path}
              onChange={(event) => onChange({ ...draft, path: event.currentTarget.value })}
            />
          )}
        </Field>
      ) : null}
    </>
  );
}
