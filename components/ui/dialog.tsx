'use client';

import { X } from 'lucide-react';
import { Dialog as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from './cn';

export const Dialog = Primitive.Root;
export const DialogTrigger = Primitive.Trigger;
export const DialogClose = Primitive.Close;

type ContentProps = {
  title: ReactNode;
  description?: ReactNode;
  /** Buttons at the end, the main one last. */
  footer?: ReactNode;
  className?: string;
  children?: ReactNode;
};

const overlay = 'fixed inset-0 z-40 bg-scrim animate-in fade-in-0';

export function DialogContent({ title, description, footer, className, children }: ContentProps) {
  return (
    <Primitive.Portal>
      <Primitive.Overlay className={overlay} />
      <Primitive.Content
        {...(description ? {} : { 'aria-describedby': undefined })}
        className={cn(
          'fixed top-1/2 left-1/2 z-50 flex max-h-[85dvh] w-[calc(100vw-2rem)] max-w-lg -translate-x-1/2 -translate-y-1/2 flex-col rounded-lg border bg-canvas shadow-pop animate-in fade-in-0 zoom-in-95',
          className,
        )}
      >
        <Head title={title} description={description} />
        <div className="min-h-0 flex-1 overflow-y-auto px-4 py-3">{children}</div>
        {footer ? <div className="flex flex-wrap justify-end gap-2 border-t px-4 py-3">{footer}</div> : null}
      </Primitive.Content>
    </Primitive.Portal>
  );
}

export const Sheet = Primitive.Root;

type SheetProps = ContentProps & { side?: 'left' | 'right' };

/** A panel along an edge of the window. */
export function SheetContent({ title, description, footer, className, children, side = 'right' }: SheetProps) {
  return (
    <Primitive.Portal>
      <Primitive.Overlay className={overlay} />
      <Primitive.Content
        {...(description ? {} : { 'aria-describedby': undefined })}
        className={cn(
          'fixed inset-y-0 z-50 flex w-[min(40rem,100vw)] flex-col bg-canvas shadow-pop animate-in duration-200',
          side === 'right' ? 'right-0 border-l slide-in-from-right' : 'left-0 border-r slide-in-from-left',
          className,
        )}
      >
        <Head title={title} description={description} />
        <div className="min-h-0 flex-1 overflow-y-auto px-4 py-3">{children}</div>
        {footer ? <div className="flex flex-wrap justify-end gap-2 border-t px-4 py-3">{footer}</div> : null}
      </Primitive.Content>
    </Primitive.Portal>
  );
}

function Head({ title, description }: { title: ReactNode; description?: ReactNode }) {
  return (
    <div className="flex items-start gap-3 border-b px-4 py-3">
      <div className="min-w-0 flex-1">
        <Primitive.Title className="text-sm font-semibold">{title}</Primitive.Title>
        {description ? (
          <Primitive.Description className="mt-0.5 text-muted">{description}</Primitive.Description>
        ) : null}
      </div>
      <Primitive.Close aria-label="Close" className="rounded p-1 text-muted hover:bg-hover hover:text-ink">
        <X aria-hidden className="size-4" />
      </Primitive.Close>
    </div>
  );
}
