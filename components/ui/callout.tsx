import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './cn';

const TONES = {
  info: { icon: Info, box: 'border-line-strong bg-subtle', mark: 'text-muted' },
  ok: { icon: CircleCheck, box: 'border-ok/40 bg-ok-soft', mark: 'text-ok' },
  warn: { icon: TriangleAlert, box: 'border-warn/40 bg-warn-soft', mark: 'text-warn' },
  bad: { icon: CircleAlert, box: 'border-bad/40 bg-bad-soft', mark: 'text-bad' },
};

type CalloutProps = {
  tone?: keyof typeof TONES;
  title?: ReactNode;
  actions?: ReactNode;
  className?: string;
  children?: ReactNode;
};

export function Callout({ tone = 'info', title, actions, className, children }: CalloutProps) {
  const { icon: Icon, box, mark } = TONES[tone];
  return (
    <div
      role={tone === 'bad' ? 'alert' : 'note'}
      className={cn(
        'flex flex-wrap gap-x-2.5 gap-y-2 rounded-md border px-3 py-2',
        children ? 'items-start' : 'items-center',
        box,
        className,
      )}
    >
      <Icon aria-hidden className={cn('size-4 shrink-0', children ? 'mt-0.5' : null, mark)} />
      <div className="min-w-0 flex-1 basis-48 break-words">
        {title ? <p className="font-medium">{title}</p> : null}
        {children ? <div className={title ? 'text-muted' : undefined}>{children}</div> : null}
      </div>
      {actions ? <div className="flex shrink-0 flex-wrap gap-2">{actions}</div> : null}
    </div>
  );
}
