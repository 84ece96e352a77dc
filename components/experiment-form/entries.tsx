'use client';

import { Plus, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { toast } from 'sonner';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Card } from '@/components/ui/section';
import type { FilePath } from '@/lib/schemas/experiment-file';
import { entriesOf, insertEntry, removeEntry } from '@/lib/schemas/experiment-file/draft';
import { useDraft } from './draft-context';
import { fieldKey } from './find-problem';

type EntriesProps = {
  list: FilePath;
  title: string;
  what: string;
  onAdd: () => void;
  fields: (path: FilePath) => ReactNode;
};

/** A list of the file as cards: added at its end, deleted with a way back. */
export function Entries({ list, title, what, onAdd, fields }: EntriesProps) {
  const { draft } = useDraft();
  const remove = useRemoveEntry(list);
  const entries = entriesOf(draft.data, list);
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
                <IconButton
                  size="sm"
                  tone="danger"
                  label={`Delete ${what} ${index + 1}`}
                  onClick={() => remove(index, `${capital(what)} ${index + 1}`)}
                >
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

/** Takes an entry out of its list and offers to put it back. */
export function useRemoveEntry(list: FilePath): (index: number, name: string) => void {
  const { draft, change } = useDraft();
  return (index, name) => {
    const before = draft.text;
    const entry = entriesOf(draft.data, list)[index];
    const after = removeEntry(before, list, index);
    change(() => after);
    const restore = (text: string): string => (text === after ? before : insertEntry(text, { list, index }, entry));
    toast(`${name} deleted`, { action: { label: 'Undo', onClick: () => change(restore) } });
  };
}

function capital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}
