'use client';

import type { FilePath } from '@/lib/schemas/experiment-file';
import { fieldOf } from '@/lib/schemas/experiment-file/draft';
import { useDraft } from './draft-context';
import { ChoiceField, TextField } from './fields';

const FORMATS = [
  { value: 'auto', label: 'From its output', hint: 'Counts the tests that it prints, where it does.' },
  { value: 'tap', label: 'TAP report', hint: 'A TAP file that it leaves.' },
];

export function GateFields({ path }: { path: FilePath }) {
  const { draft } = useDraft();
  const format = fieldOf(draft.data, [...path, 'report', 'format']);
  return (
    <div className="grid grid-cols-2 items-start gap-3 sm:grid-cols-4">
      <TextField path={[...path, 'name']} label="Name" placeholder="types" />
      <TextField path={[...path, 'run']} label="Command" mono placeholder="npx tsc --noEmit" className="col-span-2" />
      <TextField path={[...path, 'timeout']} label="Timeout" placeholder="10m" />
      <ChoiceField
        path={[...path, 'report', 'format']}
        label="Tests"
        options={FORMATS}
        fallback="auto"
        className="col-span-2"
      />
      {format !== undefined && format !== 'auto' ? (
        <TextField
          path={[...path, 'report', 'path']}
          label="Report file"
          mono
          placeholder="reports/tests.tap"
          className="col-span-2"
        />
      ) : null}
    </div>
  );
}
