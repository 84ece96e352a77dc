'use client';

import { Select } from '@/components/ui/select';
import type { FilePath } from '@/lib/schemas/experiment-file';
import { fieldOf } from '@/lib/schemas/experiment-file/draft';
import { useDraft, useField } from './draft-context';
import { keptTextCodec } from './field-text';
import { ChoiceField, Marked, TextField } from './fields';

const KINDS = [
  { value: 'last-number', label: 'The last number printed' },
  { value: 'json', label: 'A place in JSON', hint: 'That it prints, or leaves in a file.' },
  { value: 'regex', label: 'A regular expression', hint: 'Its first group is the number.' },
  { value: 'duration', label: 'How long it takes', hint: 'In milliseconds.' },
  { value: 'exit-code', label: 'Its exit code' },
] as const;

const DIRECTIONS = [
  { value: 'lower', label: 'Lower is better' },
  { value: 'higher', label: 'Higher is better' },
];

export function MetricFields({ path }: { path: FilePath }) {
  return (
    <div className="grid grid-cols-2 items-start gap-3 sm:grid-cols-4">
      <TextField path={[...path, 'name']} label="Name" placeholder="p95" />
      <TextField path={[...path, 'run']} label="Command" mono placeholder="node bench.mjs" className="col-span-2" />
      <TextField path={[...path, 'timeout']} label="Timeout" placeholder="10m" />
      <ReadFields path={[...path, 'read']} />
      <TextField path={[...path, 'unit']} label="Unit" optional placeholder="ms" />
      <ChoiceField path={[...path, 'better']} label="Direction" options={DIRECTIONS} placeholder="Choose one" />
    </div>
  );
}

/** How the number is found in what the command printed. */
function ReadFields({ path }: { path: FilePath }) {
  const { draft } = useDraft();
  const field = useField(path);
  const kind = kindOf(fieldOf(draft.data, path));
  return (
    <>
      <Marked path={path} label="Number" error={field.error} className="col-span-2 min-w-0">
        {(control) => (
          <Select {...control} value={kind} options={KINDS} onValueChange={(next) => field.write(readOf(next))} />
        )}
      </Marked>
      {kind === 'json' || kind === 'regex' ? (
        <>
          <TextField
            path={[...path, kind]}
            label={kind === 'json' ? 'Place' : 'Expression'}
            mono
            codec={keptTextCodec}
            className="col-span-2"
            placeholder={kind === 'json' ? '.results[0].p95' : 'p95=([0-9.]+)'}
          />
          <TextField
            path={[...path, 'file']}
            label="File"
            optional
            mono
            className="col-span-2"
            placeholder="What it prints"
          />
        </>
      ) : null}
    </>
  );
}

function kindOf(read: unknown): string {
  if (read === undefined) return 'last-number';
  if (typeof read === 'string') return read;
  return fieldOf(read, ['regex']) === undefined ? 'json' : 'regex';
}

function readOf(kind: string): unknown {
  if (kind === 'last-number') return undefined;
  return kind === 'json' || kind === 'regex' ? { [kind]: '' } : kind;
}
