import type { ReactNode } from 'react';

export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="inline-flex h-4.5 min-w-4.5 items-center justify-center rounded border border-line-strong px-1 font-sans text-micro text-current opacity-80">
      {children}
    </kbd>
  );
}
