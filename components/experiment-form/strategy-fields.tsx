'use client';

import { Select } from '@/components/ui/select';
import type { StrategyType } from '@/lib/core/plan-types';
import type { FilePath } from '@/lib/schemas/experiment-file';
import { setStrategy, strategyOptions, strategyTypeOf } from '@/lib/schemas/experiment-file/draft-plan';
import { useDraft, useField } from './draft-context';
import { Marked, NumberField, ToggleField } from './fields';

const STRATEGIES: { value: StrategyType; label: string; hint: string }[] = [
  { value: 'parallel', label: 'Parallel', hint: 'All variants run to the end, then they are compared.' },
  { value: 'competitive', label: 'Competitive', hint: 'The first to pass the gates wins; the others are stopped.' },
  { value: 'sequential', label: 'Sequential', hint: 'One after the other, in their order.' },
  { value: 'fallback', label: 'Fallback', hint: 'One after the other, until one passes.' },
  { value: 'batched', label: 'Batched', hint: 'A few at a time; the next batch starts when one is over.' },
  { value: 'graph', label: 'Graph', hint: 'Tasks that depend on each other; their results are combined.' },
];

/** How the variants at a place of the file go on, with the options that this way has. */
export function StrategyFields({ at, className }: { at: FilePath; className?: string }) {
  const { draft, change } = useDraft();
  const path = [...at, 'strategy'];
  const whole = useField(path);
  const type = strategyTypeOf(draft.data, at);
  const own = useField([...path, 'type']);
  const known = STRATEGIES.find(({ value }) => value === type);
  const options = strategyOptions(type);
  return (
    <div className={className}>
      <Marked path={path} label="Strategy" hint={known?.hint} error={whole.error ?? own.error}>
        {(control) => (
          <Select
            {...control}
            value={type}
            options={known ? STRATEGIES : [...STRATEGIES, { value: type, label: type }]}
            onValueChange={(next) => change((text) => setStrategy(text, at, next as StrategyType))}
          />
        )}
      </Marked>
      {options.length > 0 ? (
        <div className="flex flex-col gap-3 pt-3">
          {options.includes('size') ? (
            <NumberField
              path={[...path, 'size']}
              label="Size of a batch"
              placeholder="As many as run at the same time"
              className="max-w-64"
            />
          ) : null}
          {options.includes('passOutput') ? (
            <ToggleField
              path={[...path, 'passOutput']}
              label="Pass answers on"
              hint="What runs answered stands in the prompts of those that come next."
            />
          ) : null}
          {options.includes('stopOnFailure') ? (
            <ToggleField
              path={[...path, 'stopOnFailure']}
              label="Stop when one does not pass"
              hint="Those after it are skipped."
            />
          ) : null}
        </div>
      ) : null}
    </div>
  );
}
