'use client';

import type { FilePath } from '@/lib/schemas/experiment-file';
import { fieldOf } from '@/lib/schemas/experiment-file/draft';
import { idsOf, strategyTypeOf } from '@/lib/schemas/experiment-file/draft-plan';
import { Disclosure } from './disclosure';
import { useDraft } from './draft-context';
import { TextField, ToggleField } from './fields';
import { IdsField } from './ids-field';

const WORDS: Record<string, string> = { when: 'condition', reportOnly: 'report only' };

type VariantPlanProps = { path: FilePath; list: FilePath; at: FilePath };

/** What a variant waits for, and what is made of it. Its dependencies are open only where they are what it is about. */
export function VariantPlan({ path, list, at }: VariantPlanProps) {
  const { draft } = useDraft();
  const isGraph = strategyTypeOf(draft.data, at) === 'graph';
  const isSet = (key: string): boolean => fieldOf(draft.data, [...path, key]) !== undefined;
  const id = fieldOf(draft.data, [...path, 'id']);
  const others = idsOf(draft.data, list).filter((other) => other !== id);
  const set = Object.keys(WORDS).filter(isSet);
  const words = set.map((key) => WORDS[key]).join(', ');
  return (
    <>
      {isGraph || isSet('dependsOn') ? (
        <IdsField
          path={[...path, 'dependsOn']}
          label="Depends on"
          ids={others}
          emptyText="There is no other task yet."
          className="pt-3"
        />
      ) : null}
      <Disclosure
        startsOpen={set.length > 0}
        summary={`Condition and report${set.length > 0 ? ` (${words} set)` : ''}`}
      >
        <div className="grid gap-3 pt-3 sm:grid-cols-2">
          <TextField
            path={[...path, 'when']}
            label="Runs only when"
            optional
            mono
            placeholder="tasks.check.success == false"
            hint="CEL over the results of what it depends on; else it is skipped."
          />
          <div className="sm:pt-5">
            <ToggleField
              path={[...path, 'reportOnly']}
              label="Report only"
              hint="Its answer and its files are what counts; nothing of it is merged."
            />
          </div>
        </div>
      </Disclosure>
    </>
  );
}
