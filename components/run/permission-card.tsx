'use client';

import { ShieldQuestion } from 'lucide-react';
import type { RunView } from '@/lib/schemas/view';
import { Button } from '@/components/ui/button';
import { plainText } from './ansi-text';
import { CodeBlock } from './tool-call';

type Permission = RunView['permissions'][number];

type PermissionCardProps = {
  permission: Permission;
  /** Null: refuse without any of the agent's options. */
  onAnswer: (optionId: string | null) => void;
  pending: boolean;
};

/** What the agent wants to do and the answers it offers. It waits until one is given. */
export function PermissionCard({ permission, onAnswer, pending }: PermissionCardProps) {
  return (
    <div role="group" aria-label="Permission request" className="rounded-md border border-warn/40 bg-warn-soft p-2.5">
      <p className="flex items-center gap-1.5 text-xs font-medium text-warn">
        <ShieldQuestion aria-hidden className="size-3.5" />
        The agent asks for permission
      </p>
      <p className="py-1 font-medium break-words">{plainText(permission.title)}</p>
      {permission.input ? <CodeBlock label="Asked for" text={permission.input} className="mb-2 max-h-40" /> : null}
      <div className="flex flex-wrap gap-1.5">
        {permission.options.map((option) => (
          <Button
            key={option.id}
            size="sm"
            variant={option.kind === 'allow_once' ? 'primary' : 'secondary'}
            disabled={pending}
            onClick={() => onAnswer(option.id)}
          >
            {plainText(option.name)}
          </Button>
        ))}
        {permission.options.length === 0 ? (
          <Button size="sm" disabled={pending} onClick={() => onAnswer(null)}>
            Refuse
          </Button>
        ) : null}
      </div>
    </div>
  );
}
