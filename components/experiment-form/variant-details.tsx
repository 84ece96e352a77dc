'use client';

import type { FilePath } from '@/lib/schemas/experiment-file';
import { fieldOf } from '@/lib/schemas/experiment-file/draft';
import { Disclosure } from './disclosure';
import { useDraft } from './draft-context';
import { NumberField, TextField } from './fields';
import { RetriesField } from './retries-field';

const DETAIL_KEYS = ['task', 'test', 'limits', 'repeats', 'retries'];

/** What a variant may have of its own: task, test, limits, repeats, retries. */
export function VariantDetails({ path }: { path: FilePath }) {
  const { draft } = useDraft();
  const set = DETAIL_KEYS.filter((key) => fieldOf(draft.data, [...path, key]) !== undefined);
  return (
    <Disclosure
      startsOpen={set.length > 0}
      summary={`Own task, test, limits, repeats and retries${set.length > 0 ? ` (${set.join(', ')} set)` : ''}`}
    >
      <div className="grid grid-cols-2 items-start gap-3 pt-3 sm:grid-cols-3">
        <TextField
          path={[...path, 'task']}
          label="Own task"
          optional
          rows={2}
          className="col-span-2 sm:col-span-3"
          placeholder="Replaces the experiment's task for this variant"
        />
        <TextField
          path={[...path, 'test']}
          label="Own test command"
          optional
          mono
          className="col-span-2"
          hint="A gate of this variant, in addition to the contract's."
        />
        <NumberField path={[...path, 'repeats']} label="Repeats" placeholder="1" hint="Runs of this variant" />
        <RetriesField path={[...path, 'retries']} placeholder="As the experiment" />
        <TextField path={[...path, 'limits', 'timeout']} label="Timeout" optional placeholder="As the experiment" />
        <TextField
          path={[...path, 'limits', 'idle']}
          label="Longest silence"
          optional
          placeholder="As the experiment"
        />
        <NumberField
          path={[...path, 'limits', 'budgetUsd']}
          label="Budget (US$)"
          optional
          placeholder="As the experiment"
        />
        <NumberField path={[...path, 'limits', 'maxTurns']} label="Turns" optional placeholder="As the experiment" />
        <NumberField
          path={[...path, 'limits', 'maxToolCalls']}
          label="Tool calls"
          optional
          placeholder="As the experiment"
        />
      </div>
    </Disclosure>
  );
}
