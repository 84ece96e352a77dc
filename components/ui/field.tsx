'use client';

import { type ReactNode, useId } from 'react';
import { cn } from './cn';
import { InlineCode } from './inline-code';

/** What the control inside a field must spread on itself. */
export type ControlProps = { id: string; 'aria-describedby': string | undefined; 'aria-invalid': true | undefined };

type FieldProps = {
  label: ReactNode;
  hint?: ReactNode;
  /** A sentence; the control is then marked as invalid. */
  error?: string | null;
  optional?: boolean;
  /** Keeps the label for assistive technology only. */
  hideLabel?: boolean;
  className?: string;
  children: (control: ControlProps) => ReactNode;
};

/** Label, hint and error of one control, wired so that a screen reader hears them with it. */
export function Field({ label, hint, error, optional, hideLabel, className, children }: FieldProps) {
  const id = useId();
  const described = [error ? `${id}-error` : null, hint ? `${id}-hint` : null].filter(Boolean).join(' ');
  return (
    <div className={cn('flex min-w-0 flex-col gap-1', className)}>
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'flex items-baseline gap-1.5 text-xs font-medium'}>
        {label}
        {optional ? <span className="font-normal text-faint">optional</span> : null}
      </label>
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': error ? true : undefined })}
      {error ? (
        <p id={`${id}-error`} role="alert" className="text-xs text-bad">
          <InlineCode text={error} />
        </p>
      ) : null}
      {hint ? (
        <p id={`${id}-hint`} className="text-xs text-faint">
          {hint}
        </p>
      ) : null}
    </div>
  );
}
