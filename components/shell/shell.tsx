import type { ReactNode } from 'react';
import { CommandPalette } from './command-palette';
import { MobileBar } from './mobile-bar';
import { Rail } from './rail';

/** The frame around every page: a rail on the left, or a bar on top where the window is narrow. */
export function Shell({ children }: { children: ReactNode }) {
  return (
    <div className="min-h-dvh md:grid md:grid-cols-[12.5rem_minmax(0,1fr)]">
      <a
        href="#main"
        className="sr-only z-50 rounded bg-ink px-3 py-1.5 text-canvas focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to content
      </a>
      <aside className="sticky top-0 hidden h-dvh border-r bg-subtle md:block">
        <Rail />
      </aside>
      <MobileBar />
      <main id="main" tabIndex={-1} className="min-w-0 px-4 pt-4 pb-16 outline-none sm:px-6 lg:px-8">
        {children}
      </main>
      <CommandPalette />
    </div>
  );
}
