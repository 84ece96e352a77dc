import { cva, type VariantProps } from 'class-variance-authority';
import type { ComponentProps } from 'react';
import { cn } from './cn';

const badgeStyle = cva(
  'inline-flex shrink-0 items-center gap-1 rounded border px-1.5 text-micro leading-[1.125rem] font-medium whitespace-nowrap [&_svg]:size-3',
  {
    variants: {
      tone: {
        plain: 'border-line bg-subtle text-muted',
        ok: 'border-ok/30 bg-ok-soft text-ok',
        bad: 'border-bad/30 bg-bad-soft text-bad',
        warn: 'border-warn/30 bg-warn-soft text-warn',
        busy: 'border-busy/30 bg-busy-soft text-busy',
      },
    },
    defaultVariants: { tone: 'plain' },
  },
);

export function Badge({ tone, className, ...rest }: ComponentProps<'span'> & VariantProps<typeof badgeStyle>) {
  return <span className={cn(badgeStyle({ tone }), className)} {...rest} />;
}
