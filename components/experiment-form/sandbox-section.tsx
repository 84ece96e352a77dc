'use client';

import { ProviderBadge } from '@/components/sandbox/provider-badge';
import { Section } from '@/components/ui/section';
import { ImageField } from './image-field';
import { IsolationNote } from './isolation-note';
import { AllowedHosts, NetworkField } from './network-fields';
import { ProviderField } from './provider-field';
import { SandboxDetails } from './sandbox-details';
import { SandboxLimits } from './sandbox-limits';
import { LinesField, TextField } from './fields';
import { useIsolation } from './use-isolation';

export function SandboxSection() {
  const isolation = useIsolation();
  return (
    <Section
      title="Sandbox"
      description="Where each run lives, what it can reach and how much it may use."
      actions={isolation.type === 'open' ? <ProviderBadge provider="process" /> : null}
    >
      <div className="grid items-start gap-4 pt-4 sm:grid-cols-2">
        <ProviderField isolation={isolation} />
        <NetworkField isolation={isolation} />
        <div className="empty:hidden sm:col-span-2">
          <IsolationNote isolation={isolation} />
        </div>
        <ImageField isolation={isolation} />
        <AllowedHosts />
        <TextField
          path={['sandbox', 'setup']}
          label="Set-up command"
          optional
          mono
          placeholder="npm ci"
          hint="Before the agent and before the gates; its result is kept and shared by all runs."
        />
        <LinesField
          path={['sandbox', 'copy']}
          label="Copied files"
          optional
          rows={1}
          placeholder=".env"
          hint="Ignored files of the project that a fresh checkout lacks, one path a line."
        />
      </div>
      <SandboxLimits isolation={isolation} />
      <SandboxDetails isolation={isolation} />
    </Section>
  );
}
