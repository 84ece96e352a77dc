'use client';

import { useQueryClient } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { type SyntheticEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/input';
import { sentences } from '@/lib/client/format';
import { projectQuery } from '@/lib/client/queries';
import { useAction } from '@/lib/client/use-action';
import { parseAllowEntry } from '@/lib/core/network-policy';
import type { ProjectView } from '@/lib/schemas/view';
import { allowHost } from '../../../_actions/projects';

/** Hosts that runs may reach beside those that their experiment names. */
export function AllowedHosts({ project }: { project: ProjectView }) {
  const client = useQueryClient();
  const refresh = (): void => void client.invalidateQueries({ queryKey: projectQuery(project.id).queryKey });
  const forget = useAction(allowHost, { onSuccess: refresh });
  return (
    <div className="py-2.5">
      <h3 className="font-medium">Allowed hosts</h3>
      <p className="text-muted">
        Beside those that an experiment names itself; it counts with the networks “agents only” and “listed hosts”.
      </p>
      {project.allowedHosts.length > 0 ? (
        <ul className="flex flex-wrap gap-1.5 pt-2" aria-label="Allowed hosts">
          {project.allowedHosts.map((host) => (
            <li key={host} className="flex items-center gap-0.5 rounded-md border bg-subtle py-px pr-0.5 pl-2">
              <span className="font-mono text-xs break-all">{host}</span>
              <IconButton
                size="sm"
                label={`Allow ${host} no longer`}
                pending={forget.isPending && forget.input?.host === host}
                onClick={() => forget.run({ projectId: project.id, host, allowed: false })}
              >
                <X aria-hidden />
              </IconButton>
            </li>
          ))}
        </ul>
      ) : null}
      <AddHost projectId={project.id} onAdded={refresh} />
    </div>
  );
}

function AddHost({ projectId, onAdded }: { projectId: string; onAdded: () => void }) {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const add = useAction(allowHost, {
    onSuccess: () => {
      setText('');
      onAdded();
    },
    onRefusal: () => true,
  });
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const host = text.trim();
    const entry = parseAllowEntry(host);
    setProblem(entry.ok ? null : entry.error);
    if (entry.ok) add.run({ projectId, host, allowed: true });
  };
  return (
    <form onSubmit={submit} className="flex max-w-md items-start gap-2 pt-2">
      <Field
        label="Another host"
        hideLabel
        error={problem ?? (add.refusal ? sentences(add.refusal) : null)}
        hint="A name, *.name or name:port; without a port, 80 and 443."
        className="flex-1"
      >
        {(control) => (
          <Input
            {...control}
            mono
            value={text}
            placeholder="packages.example.com"
            onChange={(event) => {
              setText(event.currentTarget.value);
              setProblem(null);
              add.reset();
            }}
          />
        )}
      </Field>
      <Button type="submit" disabled={text.trim() === ''} pending={add.isPending}>
        {add.isPending ? null : <Plus aria-hidden />}
        Allow
      </Button>
    </form>
  );
}
