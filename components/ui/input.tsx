import type { ComponentProps } from 'react';
import { cn } from './cn';

export const inputStyle =
  'w-full min-w-0 rounded-md border border-control bg-canvas px-2.5 text-ui text-ink transition-colors placeholder:text-faint hover:border-muted focus-visible:border-focus focus-visible:outline-1 focus-visible:outline-offset-0 disabled:opacity-60 aria-invalid:border-bad aria-invalid:focus-visible:outline-bad';

type InputProps = ComponentProps<'input'> & {
  /** For paths, commands, branch names. */
  mono?: boolean;
};

export function Input({ mono, className, type = 'text', ...rest }: InputProps) {
  return <input type={type} className={cn(inputStyle, 'h-8', mono && 'font-mono text-xs', className)} {...rest} />;
}

type TextareaProps = ComponentProps<'textarea'> & { mono?: boolean };

export function Textarea({ mono, className, rows = 3, ...rest }: TextareaProps) {
  return (
    <textarea
      rows={rows}
      className={cn(
        inputStyle,
        'field-sizing-content min-h-16 resize-y py-1.5',
        mono && 'font-mono text-xs leading-5',
        className,
      )}
      {...rest}
    />
  );
}
