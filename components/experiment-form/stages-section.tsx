'use client';

import { Plus } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { Section } from '@/components/ui/section';
import { entriesOf } from '@/lib/schemas/experiment-file/draft';
import { addStage } from '@/lib/schemas/experiment-file/draft-plan';
import { agentForNext } from './agent-for-next';
import { Disclosure } from './disclosure';
import { useDraft } from './draft-context';
import { DraftPicture } from './draft-picture';
import { fieldKey } from './find-problem';
import { IntegrationContracts } from './integration-contracts';
import { OutcomeFields } from './outcome-fields';
import { StageCard } from './stage-card';

const MOST_STAGES = 20;
const STAGES = ['stages'];

/** What comes after the first variants. Empty for the simple case: one line and one button. */
export function StagesSection() {
  const { draft, change, agents } = useDraft();
  const stages = entriesOf(draft.data, STAGES);
  const before = entriesOf(draft.data, ['variants']);
  const contracts = entriesOf(draft.data, ['integrationContracts']).length;
  const last = entriesOf(stages.at(-1), ['variants']);
  const add = (): void => change((text) => addStage(text, agentForNext(last.length > 0 ? last : before, agents)));
  return (
    <Section
      title={stages.length > 0 ? `Pipeline (${stages.length + 1} stages)` : 'Pipeline'}
      description="What starts from the winner, or from everything that passed; and what is made of the results."
      actions={
        <Button size="sm" onClick={add} disabled={stages.length >= MOST_STAGES}>
          <Plus aria-hidden /> Add stage
        </Button>
      }
    >
      <DraftPicture />
      {stages.length > 0 ? (
        <ol data-field={fieldKey(STAGES)} tabIndex={-1} className="grid gap-4 pt-4">
          {stages.map((_, index) => (
            <li key={index}>
              <StageCard index={index} count={stages.length} />
            </li>
          ))}
        </ol>
      ) : null}
      <OutcomeFields />
      <Disclosure startsOpen={contracts > 0} summary={`Integration contracts${contracts > 0 ? ` (${contracts})` : ''}`}>
        <IntegrationContracts />
      </Disclosure>
    </Section>
  );
}
