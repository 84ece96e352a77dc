'use client';

import { ChevronRight } from 'lucide-react';
import { type ReactNode, useState } from 'react';

type DisclosureProps = { summary: ReactNode; startsOpen: boolean; children: ReactNode };

/** Fields that most people leave alone. Opens by itself where something in it is set or wrong. */
export function Disclosure({ summary, startsOpen, children }: DisclosureProps) {
  const [choice, setChoice] = useState<boolean | null>(null);
  const isOpen = choice ?? startsOpen;
  return (
    <details
      className="group pt-3"
      open={isOpen}
      onToggle={(event) => {
        if (event.currentTarget.open !== isOpen) setChoice(event.currentTarget.open);
      }}
    >
      <summary className="flex w-fit cursor-pointer list-none items-center gap-1 rounded text-xs text-muted hover:text-ink [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-3.5 transition-transform group-open:rotate-90" />
        {summary}
      </summary>
      {children}
    </details>
  );
}
