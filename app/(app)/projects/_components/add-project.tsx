'use client';

import { useQueryClient } from '@tanstack/react-query';
import { FolderOpen } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { sentences } from '@/lib/client/format';
import { projectsQuery } from '@/lib/client/queries';
import { useAction } from '@/lib/client/use-action';
import { addProject } from '../../_actions/projects';
import { FolderPicker } from './folder-picker';

/** One field takes a path or a URL; what is wrong with it is said below it. */
export function AddProject() {
  const router = useRouter();
  const client = useQueryClient();
  const [location, setLocation] = useState('');
  const [isPicking, setIsPicking] = useState(false);
  const { run, isPending, refusal, reset } = useAction(addProject, {
    onRefusal: () => true,
    onSuccess: (project) => {
      void client.invalidateQueries({ queryKey: projectsQuery().queryKey });
      router.push(`/projects/${project.id}`);
    },
  });
  const change = (next: string) => {
    setLocation(next);
    if (refusal) reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (location.trim()) run(location.trim());
  };
  return (
    <form onSubmit={submit} className="flex max-w-3xl flex-wrap items-start gap-2">
      <LocationField
        location={location}
        onChange={change}
        error={refusal ? sentences(refusal) : null}
        hint={
          isPending && isUrl(location)
            ? 'Cloning; a large repository takes a while.'
            : 'Path of a git repository on this machine, or a URL to clone.'
        }
      />
      <div className="flex gap-2 sm:mt-5">
        <Button onClick={() => setIsPicking(true)}>
          <FolderOpen aria-hidden />
          Browse…
        </Button>
        <Button type="submit" variant="primary" pending={isPending} disabled={!location.trim()}>
          Add project
        </Button>
      </div>
      <FolderPicker
        open={isPicking}
        onOpenChange={setIsPicking}
        onPick={(path) => {
          setIsPicking(false);
          change(path);
          run(path);
        }}
      />
    </form>
  );
}

type LocationFieldProps = { location: string; onChange: (next: string) => void; error: string | null; hint: string };

function LocationField({ location, onChange, error, hint }: LocationFieldProps) {
  return (
    <Field label="Add a project" className="flex-1 basis-72" error={error} hint={hint}>
      {(control) => (
        <Input
          {...control}
          mono
          name="location"
          value={location}
          spellCheck={false}
          autoComplete="off"
          placeholder="/home/me/my-app or https://…"
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

function isUrl(location: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/|^[^/\s]+@[^/\s]+:/i.test(location.trim());
}
