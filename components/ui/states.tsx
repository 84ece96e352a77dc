import { CircleAlert } from 'lucide-react';
import type { ComponentType, ReactNode } from 'react';
import { cn } from './cn';
import { InlineCode } from './inline-code';

type EmptyStateProps = {
  icon?: ComponentType<{ className?: string; 'aria-hidden'?: boolean }>;
  title: string;
  /** Says what belongs here and what to do next. */
  children: ReactNode;
  actions?: ReactNode;
  className?: string;
};

export function EmptyState({ icon: Icon, title, children, actions, className }: EmptyStateProps) {
  return (
    <div className={cn('flex flex-col items-center gap-1.5 px-4 py-12 text-center', className)}>
      {Icon ? <Icon aria-hidden className="mb-1 size-6 text-faint" /> : null}
      <p className="text-sm font-medium">{title}</p>
      <div className="max-w-md text-muted">{children}</div>
      {actions ? <div className="mt-3 flex flex-wrap justify-center gap-2">{actions}</div> : null}
    </div>
  );
}

type ErrorStateProps = { title?: string; message: string; remedy?: string; actions?: ReactNode; className?: string };

export function ErrorState({ title = 'This did not work', message, remedy, actions, className }: ErrorStateProps) {
  return (
    <div role="alert" className={cn('flex flex-col items-center gap-1.5 px-4 py-12 text-center', className)}>
      <CircleAlert aria-hidden className="mb-1 size-6 text-bad" />
      <p className="text-sm font-medium">{title}</p>
      <p className="max-w-lg text-muted">
        <InlineCode text={message} />
      </p>
      {remedy ? (
        <p className="max-w-lg">
          <InlineCode text={remedy} />
        </p>
      ) : null}
      {actions ? <div className="mt-3 flex flex-wrap justify-center gap-2">{actions}</div> : null}
    </div>
  );
}
