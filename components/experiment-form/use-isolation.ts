'use client';

import { type Isolation, isolationOf } from '@/components/sandbox/provider-words';
import { SANDBOX_PROVIDERS, type SandboxChoice } from '@/lib/core/sandbox';
import { fieldOf } from '@/lib/schemas/experiment-file/draft';
import { useDraft } from './draft-context';

/** What the draft as it stands would be locked in with. */
export function useIsolation(): Isolation {
  const { draft, host, project } = useDraft();
  return isolationOf({
    host,
    choice: choiceOf(fieldOf(draft.data, ['sandbox', 'provider'])),
    project: project?.project ?? null,
  });
}

function choiceOf(value: unknown): SandboxChoice {
  return SANDBOX_PROVIDERS.find((provider) => provider === value) ?? 'auto';
}
