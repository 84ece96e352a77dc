'use client';

import { Plus } from 'lucide-react';
import { toast } from 'sonner';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/states';
import { Section } from '@/components/ui/section';
import {
  addVariant,
  duplicateVariant,
  entriesOf,
  fieldOf,
  insertEntry,
  moveVariant,
  removeVariant,
} from '@/lib/schemas/experiment-file/draft';
import { useDraft } from './draft-context';
import { fieldKey } from './find-problem';
import { VariantCard } from './variant-card';

const MAX_VARIANTS = 10;

export function VariantsSection() {
  const { draft, change, agents } = useDraft();
  const variants = entriesOf(draft.data, ['variants']);
  const isFull = variants.length >= MAX_VARIANTS;
  const add = (): void => change((text) => addVariant(text, agentForNext(variants, agents)));
  return (
    <Section
      title={`Variants (${variants.length})`}
      description="Each is one way to try: an agent, a model, an approach."
      actions={
        <Button size="sm" onClick={add} disabled={isFull}>
          <Plus aria-hidden /> Add variant
        </Button>
      }
    >
      <div data-field={fieldKey(['variants'])} tabIndex={-1}>
        {variants.length === 0 ? (
          <EmptyState title="No variant yet" actions={<Button onClick={add}>Add the first variant</Button>}>
            An experiment compares up to ten.
          </EmptyState>
        ) : (
          <VariantList count={variants.length} isFull={isFull} />
        )}
      </div>
      {isFull ? <p className="pt-2 text-xs text-faint">Ten variants are the most that fit one experiment.</p> : null}
    </Section>
  );
}

function VariantList({ count, isFull }: { count: number; isFull: boolean }) {
  const { draft, change } = useDraft();
  const move = (from: number, to: number): void => {
    if (to < 0 || to >= count) return;
    change((text) => moveVariant(text, { from, to }));
    // The focus stays with the variant, so that it can be moved on.
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-variant-handle="${to}"]`)?.focus());
  };
  const remove = (index: number): void => {
    const before = draft.text;
    const entry = fieldOf(draft.data, ['variants', index]);
    const after = removeVariant(before, index);
    change(() => after);
    const restore = (text: string): string =>
      text === after ? before : insertEntry(text, { list: ['variants'], index }, entry);
    toast(`Variant ${nameOf(entry)} deleted`, { action: { label: 'Undo', onClick: () => change(restore) } });
  };
  return (
    <ol className="grid gap-3 pt-4">
      {Array.from({ length: count }, (_, index) => (
        <li key={index}>
          <VariantCard
            index={index}
            count={count}
            onMove={(to) => move(index, to)}
            onDuplicate={isFull ? null : () => change((text) => duplicateVariant(text, index))}
            onRemove={() => remove(index)}
          />
        </li>
      ))}
    </ol>
  );
}

function nameOf(entry: unknown): string {
  const id = fieldOf(entry, ['id']);
  return typeof id === 'string' ? id : '';
}

/** The agent of the last variant: approaches are compared more often than vendors. */
function agentForNext(variants: unknown[], agents: { name: string; status: string }[]): string {
  const last = fieldOf(variants.at(-1), ['agent']);
  if (typeof last === 'string') return last;
  return (agents.find((agent) => agent.status === 'ready') ?? agents[0])?.name ?? 'claude';
}
