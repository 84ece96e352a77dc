import { cva, type VariantProps } from 'class-variance-authority';
import { Slot } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cn } from './cn';
import { Spinner } from './spinner';

export const buttonStyle = cva(
  'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap transition-colors select-none disabled:opacity-50 aria-disabled:opacity-50 [&_svg]:size-3.5 [&_svg]:shrink-0',
  {
    variants: {
      variant: {
        primary: 'border-ink bg-ink text-canvas hover:border-muted hover:bg-muted',
        secondary: 'border-line-strong bg-canvas text-ink hover:bg-hover',
        ghost: 'border-transparent bg-transparent text-muted hover:bg-hover hover:text-ink',
        danger: 'border-line-strong bg-canvas text-bad hover:border-bad hover:bg-bad-soft',
        ok: 'border-ok bg-ok text-canvas hover:opacity-90',
      },
      size: { sm: 'h-7 px-2 text-xs', md: 'h-8 px-3 text-ui', lg: 'h-9 px-4 text-ui' },
    },
    defaultVariants: { variant: 'secondary', size: 'md' },
  },
);

export type ButtonProps = ComponentProps<'button'> &
  VariantProps<typeof buttonStyle> & {
    /** Gives its look to the only child, for example a link. */
    asChild?: boolean;
    /** Shows a spinner and refuses clicks; the width stays. */
    pending?: boolean;
  };

export function Button({ variant, size, asChild, pending, className, children, disabled, ...rest }: ButtonProps) {
  const style = cn(buttonStyle({ variant, size }), className);
  if (asChild) {
    return (
      <Slot.Root className={style} {...rest}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button type="button" className={style} disabled={disabled || pending} aria-busy={pending || undefined} {...rest}>
      {pending ? <Spinner /> : null}
      {children}
    </button>
  );
}
