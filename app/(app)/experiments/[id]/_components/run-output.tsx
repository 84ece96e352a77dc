'use client';

import { useMemo } from 'react';
import { plural } from '@/lib/client/format';
import { collectOutput } from '@/lib/core/transcript';
import type { EventView } from '@/lib/schemas/view';
import { Fold } from '@/components/run/fold';
import { CodeBlock } from '@/components/run/tool-call';
import { CopyButton } from '@/components/ui/copy-button';
import { Section } from '@/components/ui/section';

/** Everything that the agent's process printed outside of its protocol, each stream whole. */
export function RunOutput({ events }: { events: readonly EventView[] }) {
  const stdout = useMemo(() => collectOutput(events, 'stdout'), [events]);
  const stderr = useMemo(() => collectOutput(events, 'stderr'), [events]);
  if (stdout === '' && stderr === '') return null;
  return (
    <Section title="Full output">
      <Stream name="Standard output" text={stdout} />
      <Stream name="Standard error" text={stderr} />
    </Section>
  );
}

function Stream({ name, text }: { name: string; text: string }) {
  if (text === '') return null;
  const lines = text.trimEnd().split('\n').length;
  return (
    <Fold
      className="pt-1"
      summary={
        <span className="flex-1">
          {name} <span className="text-xs text-faint">{plural(lines, 'line')}</span>
        </span>
      }
    >
      <div className="relative">
        <CodeBlock label={name} text={text} className="max-h-[70dvh]" />
        <CopyButton text={text} what={name.toLowerCase()} className="absolute top-1 right-3 bg-canvas" />
      </div>
    </Fold>
  );
}
