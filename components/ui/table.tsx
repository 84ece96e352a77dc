import type { ComponentProps } from 'react';
import { cn } from './cn';

/**
 * Scrolls sideways inside itself when the window is narrow; reachable by keyboard for that. `relative`, or what is only
 * for screen readers would stick out of it and widen the page.
 */
export function Table({ className, 'aria-label': label, ...rest }: ComponentProps<'table'> & { 'aria-label': string }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <div role="region" aria-label={label} tabIndex={0} className="relative w-full overflow-x-auto">
      <table className={cn('w-full border-collapse text-left', className)} {...rest} />
    </div>
  );
}

export function Th({ className, ...rest }: ComponentProps<'th'>) {
  return (
    <th
      scope="col"
      className={cn('border-b px-2 py-1.5 text-xs font-medium whitespace-nowrap text-faint first:pl-0', className)}
      {...rest}
    />
  );
}

export function Td({ className, ...rest }: ComponentProps<'td'>) {
  return <td className={cn('border-b px-2 py-1.5 align-middle first:pl-0', className)} {...rest} />;
}

export function Tr({ className, ...rest }: ComponentProps<'tr'>) {
  return <tr className={cn('hover:bg-subtle', className)} {...rest} />;
}
