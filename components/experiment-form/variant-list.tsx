'use client';

import type { FilePath } from '@/lib/schemas/experiment-file';
import { duplicateVariant, entriesOf, fieldOf, moveEntry } from '@/lib/schemas/experiment-file/draft';
import { strategyTypeOf } from '@/lib/schemas/experiment-file/draft-plan';
import { useDraft } from './draft-context';
import { useRemoveEntry } from './entries';
import { fieldKey } from './find-problem';
import { VariantCard } from './variant-card';

const MOST_COMPARED = 10;
const MOST_TASKS = 1000;

/** Alternatives are looked at side by side; tasks of a graph, a row or a batch are not. */
export function mostVariants(data: unknown, at: FilePath): number {
  return ['graph', 'sequential', 'batched'].includes(strategyTypeOf(data, at)) ? MOST_TASKS : MOST_COMPARED;
}

type VariantListProps = {
  list: FilePath;
  /** Where the strategy of these variants is written. */
  at: FilePath;
};

export function VariantList({ list, at }: VariantListProps) {
  const { draft, change } = useDraft();
  const removeAt = useRemoveEntry(list);
  const variants = entriesOf(draft.data, list);
  const isFull = variants.length >= mostVariants(draft.data, at);
  const move = (from: number, to: number): void => {
    if (to < 0 || to >= variants.length) return;
    change((text) => moveEntry(text, list, { from, to }));
    // The focus stays with the variant, so that it can be moved on.
    const handle = `[data-variant-handle="${CSS.escape(fieldKey([...list, to]))}"]`;
    requestAnimationFrame(() => document.querySelector<HTMLElement>(handle)?.focus());
  };
  return (
    <ol className="grid gap-3">
      {variants.map((variant, index) => (
        <li key={index}>
          <VariantCard
            list={list}
            at={at}
            index={index}
            count={variants.length}
            onMove={(to) => move(index, to)}
            onDuplicate={isFull ? null : () => change((text) => duplicateVariant(text, index, list))}
            onRemove={() => removeAt(index, `Variant ${nameOf(variant)}`)}
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
