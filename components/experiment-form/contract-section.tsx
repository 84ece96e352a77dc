'use client';

import { Plus, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { toast } from 'sonner';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Card, Section } from '@/components/ui/section';
import type { FilePath } from '@/lib/schemas/experiment-file';
import { addGate, addMetric, entriesOf, insertEntry, removeEntry } from '@/lib/schemas/experiment-file/draft';
import { useDraft } from './draft-context';
import { TextField } from './fields';
import { fieldKey } from './find-problem';
import { GateFields } from './gate-fields';
import { MetricFields } from './metric-fields';

const GATES: FilePath = ['contract', 'gates'];
const METRICS: FilePath = ['contract', 'metrics'];

export function ContractSection() {
  const { change } = useDraft();
  return (
    <Section title="Contract" description="What counts. It is fixed at the launch and the same for every variant.">
      <div className="grid gap-4 pt-4">
        <TextField
          path={['test']}
          label="Test command"
          mono
          placeholder="npm test"
          hint="A gate named “tests”: it holds when the command exits with 0. The tests in its output are counted."
        />
        <Entries list={GATES} title="More gates" what="gate" onAdd={() => change(addGate)} fields={gateFields} />
        <Entries list={METRICS} title="Metrics" what="metric" onAdd={() => change(addMetric)} fields={metricFields} />
      </div>
    </Section>
  );
}

type EntriesProps = {
  list: FilePath;
  title: string;
  what: string;
  onAdd: () => void;
  fields: (path: FilePath) => ReactNode;
};

function Entries({ list, title, what, onAdd, fields }: EntriesProps) {
  const { draft, change } = useDraft();
  const entries = entriesOf(draft.data, list);
  const remove = (index: number): void => {
    const before = draft.text;
    const after = removeEntry(before, list, index);
    change(() => after);
    const restore = (text: string): string =>
      text === after ? before : insertEntry(text, { list, index }, entries[index]);
    toast(`${capital(what)} ${index + 1} deleted`, { action: { label: 'Undo', onClick: () => change(restore) } });
  };
  return (
    <div data-field={fieldKey(list)} tabIndex={-1}>
      <div className="flex min-h-7 items-center gap-2">
        <h3 className="text-xs font-medium">{title}</h3>
        <Button size="sm" variant="ghost" onClick={onAdd}>
          <Plus aria-hidden /> Add {what}
        </Button>
      </div>
      {entries.length > 0 ? (
        <ul className="grid gap-3 pt-1">
          {entries.map((_, index) => (
            <li key={index}>
              <Card data-field={fieldKey([...list, index])} tabIndex={-1} className="flex items-start gap-2 p-3">
                <div className="min-w-0 flex-1">{fields([...list, index])}</div>
                <IconButton size="sm" tone="danger" label={`Delete ${what} ${index + 1}`} onClick={() => remove(index)}>
                  <Trash2 aria-hidden />
                </IconButton>
              </Card>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function gateFields(path: FilePath): ReactNode {
  return <GateFields path={path} />;
}

function metricFields(path: FilePath): ReactNode {
  return <MetricFields path={path} />;
}

function capital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}
