'use client';

import { ChevronRight } from 'lucide-react';
import { createContext, useContext, useState, type ReactNode } from 'react';
import { cn } from '@/components/ui/cn';

/** Opens the folds below it, once: what a person was led to must be seen, and may be closed again. */
export const RevealContext = createContext(false);

type FoldProps = { summary: ReactNode; startsOpen?: boolean; className?: string; children: ReactNode };

/** A line that opens. What is inside is not even made before that, so that thousands of them cost little. */
export function Fold({ summary, startsOpen = false, className, children }: FoldProps) {
  const isRevealed = useContext(RevealContext);
  const [open, setOpen] = useState(startsOpen || isRevealed);
  const [wasRevealed, setWasRevealed] = useState(isRevealed);
  if (isRevealed !== wasRevealed) {
    setWasRevealed(isRevealed);
    if (isRevealed) setOpen(true);
  }
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
