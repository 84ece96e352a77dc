import { cva, type VariantProps } from 'class-variance-authority';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn';
import { Spinner } from './spinner';
import { Tooltip } from './tooltip';

const iconButtonStyle = cva(
  'inline-flex shrink-0 items-center justify-center rounded-md border border-transparent text-muted transition-colors hover:bg-hover hover:text-ink disabled:opacity-50 [&_svg]:size-4',
  {
    variants: {
      size: { sm: 'size-6 [&_svg]:size-3.5', md: 'size-8' },
      tone: { plain: '', outlined: 'border-line-strong bg-canvas', danger: 'hover:bg-bad-soft hover:text-bad' },
    },
    defaultVariants: { size: 'md', tone: 'plain' },
  },
);

type IconButtonProps = Omit<ComponentProps<'button'>, 'aria-label'> &
  VariantProps<typeof iconButtonStyle> & { label: string; pending?: boolean; shortcut?: ReactNode };

/** A button that shows only an icon: its label is its name for assistive technology and its tooltip. */
export function IconButton({
  label,
  size,
  tone,
  pending,
  shortcut,
  className,
  children,
  disabled,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip content={label} shortcut={shortcut}>
      <button
        type="button"
        aria-label={label}
        aria-busy={pending || undefined}
        disabled={disabled || pending}
        className={cn(iconButtonStyle({ size, tone }), className)}
        {...rest}
      >
        {pending ? <Spinner /> : children}
      </button>
    </Tooltip>
  );
}
