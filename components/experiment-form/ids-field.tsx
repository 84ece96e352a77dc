'use client';

import { VariantMark } from '@/components/variant-mark/variant-mark';
import { cn } from '@/components/ui/cn';
import type { FilePath } from '@/lib/schemas/experiment-file';
import { useDraft, useField } from './draft-context';
import { fieldKey } from './find-problem';
import { letterOf } from './letters';

type IdsFieldProps = {
  path: FilePath;
  label: string;
  hint?: string;
  /** What can be chosen, in the order of the file. */
  ids: readonly string[];
  emptyText: string;
  className?: string;
};

/** Some of the experiment's variants, each a button that is pressed or not. */
export function IdsField({ path, label, hint, ids, emptyText, className }: IdsFieldProps) {
  const { draft } = useDraft();
  const { value, error, write } = useField(path, { isWide: true });
  const chosen = Array.isArray(value) ? value.filter((id): id is string => typeof id === 'string') : [];
  // What is chosen and is not there any more stays to be seen, and to be let go.
  const all = [...ids, ...chosen.filter((id) => !ids.includes(id))];
  const toggle = (id: string): void => {
    const next = chosen.includes(id)
      ? chosen.filter((one) => one !== id)
      : all.filter((one) => one === id || chosen.includes(one));
    write(next.length > 0 ? next : undefined);
  };
  return (
    <fieldset data-field={fieldKey(path)} tabIndex={-1} className={className}>
      <legend className="pb-1 text-xs font-medium">
        {label} <span className="font-normal text-faint">optional</span>
      </legend>
      {all.length === 0 ? <p className="text-xs text-faint">{emptyText}</p> : null}
      <div className="flex max-h-40 flex-wrap gap-1.5 overflow-y-auto p-0.5">
        {all.map((id) => (
          <button
            key={id}
            type="button"
            aria-pressed={chosen.includes(id)}
            onClick={() => toggle(id)}
            className={cn(
              'inline-flex h-7 max-w-48 items-center gap-1.5 rounded-md border px-2 text-xs text-muted hover:bg-hover aria-pressed:border-ink aria-pressed:bg-hover aria-pressed:text-ink',
              !ids.includes(id) && 'border-bad/50 line-through',
            )}
          >
            <VariantMark letter={letterOf(draft, id)} size={15} />
            <span className="truncate">{id}</span>
          </button>
        ))}
      </div>
      {error ? (
        <p role="alert" className="pt-1 text-xs text-bad">
          {error}
        </p>
      ) : null}
      {hint ? <p className="pt-1 text-xs text-faint">{hint}</p> : null}
    </fieldset>
  );
}
