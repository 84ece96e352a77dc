'use client';

import { type ReactNode, useId, useState } from 'react';
import { Switch } from '@/components/ui/switch';
import { Field } from '@/components/ui/field';
import { Input, Textarea } from '@/components/ui/input';
import { Select, type SelectOption } from '@/components/ui/select';
import type { FilePath } from '@/lib/schemas/experiment-file';
import { useField } from './draft-context';
import { linesCodec, numberCodec, type TextCodec, textCodec } from './field-text';
import { fieldKey } from './find-problem';

type Common = {
  path: FilePath;
  label: ReactNode;
  hint?: ReactNode;
  optional?: boolean;
  hideLabel?: boolean;
  className?: string;
};

type TextProps = Common & {
  placeholder?: string;
  mono?: boolean;
  rows?: number;
  inputMode?: 'numeric' | 'decimal';
  suggestions?: readonly string[];
  codec?: TextCodec;
};

/** One line of text, or several where `rows` is given. */
export function TextField({
  rows,
  mono,
  placeholder,
  inputMode,
  suggestions,
  codec = textCodec,
  ...common
}: TextProps) {
  const field = useField(common.path, { isWide: codec === linesCodec });
  const listId = useId();
  const box = useTextBox(field, codec);
  return (
    <Marked {...common} error={field.error}>
      {(control) => {
        const shared = { ...control, ...field.focus, ...box, mono, placeholder, spellCheck: mono ? false : undefined };
        if (rows) return <Textarea {...shared} rows={rows} className={rows === 1 ? 'min-h-8' : undefined} />;
        return (
          <>
            <Input
              {...shared}
              inputMode={inputMode}
              list={suggestions?.length ? listId : undefined}
              autoComplete="off"
            />
            {suggestions?.length ? (
              <datalist id={listId}>
                {suggestions.map((suggestion) => (
                  <option key={suggestion} value={suggestion} />
                ))}
              </datalist>
            ) : null}
          </>
        );
      }}
    </Marked>
  );
}

export function NumberField(props: Omit<TextProps, 'codec' | 'rows'>) {
  return <TextField {...props} codec={numberCodec} inputMode="decimal" />;
}

export function LinesField(props: Omit<TextProps, 'codec'>) {
  return <TextField {...props} codec={linesCodec} rows={props.rows ?? 2} mono />;
}

type ChoiceProps = Common & {
  options: readonly SelectOption[];
  /** Shown, and removed from the file again, when it is chosen. */
  fallback?: string;
  placeholder?: string;
  /** What the choice stands for in the file. */
  owner?: FilePath;
};

export function ChoiceField({ options, fallback, placeholder, owner, ...common }: ChoiceProps) {
  const field = useField(common.path, { owner });
  const value = typeof field.value === 'string' ? field.value : (fallback ?? '');
  const isKnown = value === '' || options.some((option) => option.value === value);
  return (
    <Marked {...common} error={field.error}>
      {(control) => (
        <Select
          {...control}
          value={value}
          placeholder={placeholder}
          options={isKnown ? options : [...options, { value, label: value }]}
          onValueChange={(next) => field.write(next === fallback ? undefined : next)}
        />
      )}
    </Marked>
  );
}

/** A switch that is off unless the file says otherwise. */
export function ToggleField({ path, label, hint }: Common) {
  const field = useField(path);
  return (
    <div data-field={fieldKey(path)}>
      <Switch
        checked={field.value === true}
        onCheckedChange={(checked) => field.write(checked ? true : undefined)}
        label={label}
        hint={hint}
      />
      {field.error ? (
        <p role="alert" className="mt-1 text-xs text-bad">
          {field.error}
        </p>
      ) : null}
    </div>
  );
}

type MarkedProps = Common & { error: string | null; children: Parameters<typeof Field>[0]['children'] };

/** The mark is what a link from the list of problems looks for. */
export function Marked({ path, className, children, ...field }: MarkedProps) {
  return (
    <div data-field={fieldKey(path)} className={className ?? 'min-w-0'}>
      <Field {...field}>{children}</Field>
    </div>
  );
}

type BoxEvent = { currentTarget: { value: string } };

/** Keeps what was typed (`2.`, a trailing line break) for as long as it means what the draft holds. */
function useTextBox(field: { value: unknown; write: (value: unknown) => void }, codec: TextCodec) {
  const [typed, setTyped] = useState<string | null>(null);
  const isCurrent = typed !== null && JSON.stringify(codec.toValue(typed)) === JSON.stringify(field.value);
  return {
    value: isCurrent ? typed : codec.toText(field.value),
    onChange: (event: BoxEvent) => {
      const text = event.currentTarget.value;
      setTyped(text);
      field.write(codec.toValue(text));
    },
  };
}
