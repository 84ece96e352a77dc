'use client';

import { Badge } from '@/components/ui/badge';
import { Section } from '@/components/ui/section';
import { ChoiceField, LinesField, TextField } from './fields';

const PROVIDERS = [{ value: 'process', label: 'Process', hint: 'A private checkout on this machine.' }];

export function SandboxSection() {
  return (
    <Section title="Sandbox" description="Where each run lives." actions={<Badge tone="warn">Not isolated</Badge>}>
      <div className="grid gap-4 pt-4 sm:grid-cols-2">
        <ChoiceField
          path={['sandbox', 'provider']}
          label="Provider"
          options={PROVIDERS}
          fallback="process"
          hint="Agents run as you, with your files and your network in reach; only the checkout is their own."
        />
        <LinesField
          path={['sandbox', 'copy']}
          label="Copied files"
          optional
          rows={1}
          placeholder=".env"
          hint="Ignored files of the project that a fresh checkout lacks, one path a line."
        />
        <TextField
          path={['sandbox', 'setup']}
          label="Set-up command"
          optional
          mono
          placeholder="npm ci"
          hint="Runs in each fresh checkout, before the agent and before the gates."
        />
        <TextField path={['sandbox', 'setupTimeout']} label="Timeout of the set-up" placeholder="10m" />
      </div>
    </Section>
  );
}
