'use client';

import { type Isolation, usedProbe } from '@/components/sandbox/provider-words';
import type { NetworkMode } from '@/lib/core/sandbox';
import { fieldOf } from '@/lib/schemas/experiment-file/draft';
import { useDraft } from './draft-context';
import { ChoiceField, LinesField } from './fields';

export const NETWORKS: readonly { value: NetworkMode; label: string; hint: string }[] = [
  { value: 'none', label: 'None', hint: 'Nothing, not even the model API.' },
  { value: 'agents-only', label: 'Agents only', hint: 'The model API of the agent, and the hosts you allow.' },
  { value: 'allow-list', label: 'Listed hosts', hint: 'Only the hosts you allow.' },
  { value: 'full', label: 'Full', hint: 'Every public address; never this computer or its private network.' },
];

export function NetworkField({ isolation }: { isolation: Isolation }) {
  const probe = usedProbe(isolation);
  const hint = probe && !probe.network ? 'Not held back by this provider: agents reach whatever you reach.' : null;
  return (
    <ChoiceField
      path={['sandbox', 'network']}
      label="Network of agents and gates"
      options={NETWORKS}
      fallback="agents-only"
      hint={hint ?? 'What is refused is shown with the run, where you can allow it.'}
    />
  );
}

/** Only where a list means something: with no network nothing is allowed, with all of it everything is. */
export function AllowedHosts() {
  const { draft, project } = useDraft();
  const mode = fieldOf(draft.data, ['sandbox', 'network']) ?? 'agents-only';
  const isSet = fieldOf(draft.data, ['sandbox', 'allow']) !== undefined;
  if (!isSet && mode !== 'agents-only' && mode !== 'allow-list') return null;
  const ofProject = project?.project.allowedHosts ?? [];
  const also = ofProject.length > 0 ? ` The project allows ${ofProject.join(', ')} as well.` : '';
  return (
    <LinesField
      path={['sandbox', 'allow']}
      label="Allowed hosts"
      optional
      rows={1}
      placeholder="packages.example.com"
      hint={`One a line; *.example.com is any below it. Without a port, 80 and 443.${also}`}
      className="min-w-0 sm:col-span-2"
    />
  );
}
