'use client';

import { ChevronRight } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { cn } from '@/components/ui/cn';

type FoldProps = { summary: ReactNode; startsOpen?: boolean; className?: string; children: ReactNode };

/** A line that opens. What is inside is not even made before that, so that thousands of them cost little. */
export function Fold({ summary, startsOpen = false, className, children }: FoldProps) {
  const [open, setOpen] = useState(startsOpen);
  return (
    <div className={cn('min-w-0', className)}>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex w-full min-w-0 items-center gap-1.5 rounded px-2 py-1 text-left hover:bg-hover"
      >
        <ChevronRight
          aria-hidden
          className={cn('size-3.5 shrink-0 text-faint transition-transform', open && 'rotate-90')}
        />
        {summary}
      </button>
      {open ? children : null}
    </div>
  );
}
