import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn';

type SectionProps = {
  title: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  className?: string;
  /** Where links lead to. */
  id?: string;
  children: ReactNode;
};

/** A titled part of a page, parted from the next by space and one line, not by a box. */
export function Section({ title, description, actions, className, id, children }: SectionProps) {
  return (
    <section id={id} className={cn('min-w-0', className)}>
      <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1 border-b pb-2">
        <div className="min-w-0 flex-1">
          <h2 className="text-ui font-semibold">{title}</h2>
          {description ? <p className="text-xs text-muted">{description}</p> : null}
        </div>
        {actions}
      </div>
      {children}
    </section>
  );
}

/** A box with one line around it; for things that are picked or moved as a whole. Never nested. */
export function Card({ className, ...rest }: ComponentProps<'div'>) {
  return <div className={cn('rounded-lg border bg-canvas', className)} {...rest} />;
}
