'use client';

import { Plus } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { EmptyState } from '@/components/ui/states';
import { Section } from '@/components/ui/section';
import { addVariant, entriesOf, fieldOf } from '@/lib/schemas/experiment-file/draft';
import { strategyTypeOf } from '@/lib/schemas/experiment-file/draft-plan';
import { agentForNext } from './agent-for-next';
import { useDraft } from './draft-context';
import { PlanButtons } from './plan-buttons';
import { fieldKey } from './find-problem';
import { mostVariants, VariantList } from './variant-list';

const LIST = ['variants'];

export function VariantsSection() {
  const { draft, change, agents } = useDraft();
  const variants = entriesOf(draft.data, LIST);
  const isFull = variants.length >= mostVariants(draft.data, []);
  const isGraph = strategyTypeOf(draft.data, []) === 'graph';
  const add = (): void => change((text) => addVariant(text, agentForNext(variants, agents)));
  return (
    <Section
      title={`${isGraph ? 'Tasks' : 'Variants'} (${variants.length})`}
      description={
        isGraph
          ? 'Each does its part, when what it depends on is over.'
          : 'Each is one way to try: an agent, a model, an approach.'
      }
      actions={
        <>
          <PlanButtons isFull={isFull} />
          <Button size="sm" onClick={add} disabled={isFull}>
            <Plus aria-hidden /> Add variant
          </Button>
        </>
      }
    >
      <Generated />
      <div data-field={fieldKey(LIST)} tabIndex={-1} className="pt-4">
        {variants.length === 0 ? (
          <EmptyState title="No variant yet" actions={<Button onClick={add}>Add the first variant</Button>}>
            An experiment compares up to ten.
          </EmptyState>
        ) : (
          <VariantList list={LIST} at={[]} />
        )}
      </div>
      {isFull ? (
        <p className="pt-2 text-xs text-faint">
          {variants.length === 10 ? 'Ten variants are the most that can be compared.' : 'More do not fit.'}
        </p>
      ) : null}
    </Section>
  );
}

/** Variants that nobody sees before the launch. */
function Generated() {
  const { draft } = useDraft();
  const run = fieldOf(draft.data, ['generate', 'run']);
  if (typeof run !== 'string') return null;
  return (
    <Callout className="mt-4" title="A command writes more variants at the launch">
      <code className="font-mono text-xs break-all">{run}</code>
    </Callout>
  );
}
