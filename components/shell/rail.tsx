'use client';

import { Plus, Search } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { Button } from '@/components/ui/button';
import { Kbd } from '@/components/ui/kbd';
import { cn } from '@/components/ui/cn';
import { ConnectionIndicator } from './connection-indicator';
import { Logo } from './logo';
import { isCurrentPlace, PLACES } from './navigation';
import { openPalette } from './palette-state';
import { ThemeMenu } from './theme-menu';

export function Rail({ onNavigate }: { onNavigate?: () => void }) {
  return (
    <div className="flex h-full flex-col gap-3 p-3">
      <Link href="/" onClick={onNavigate} className="flex items-center gap-2 rounded px-1 py-1 text-sm font-semibold">
        <Logo />
        Bakeoff
      </Link>
      <Button asChild variant="primary" className="w-full">
        <Link href="/experiments/new" onClick={onNavigate}>
          <Plus aria-hidden />
          New experiment
        </Link>
      </Button>
      <button
        type="button"
        onClick={() => {
          onNavigate?.();
          openPalette();
        }}
        className="flex h-8 items-center gap-2 rounded-md border bg-canvas px-2 text-muted hover:border-line-strong"
      >
        <Search aria-hidden className="size-3.5" />
        <span className="flex-1 text-left">Go to…</span>
        <Kbd>Ctrl K</Kbd>
      </button>
      <Places onNavigate={onNavigate} />
      <div className="mt-auto flex items-center justify-between">
        <ConnectionIndicator />
        <ThemeMenu />
      </div>
    </div>
  );
}

function Places({ onNavigate }: { onNavigate?: () => void }) {
  const pathname = usePathname();
  return (
    <nav aria-label="Main" className="flex flex-col gap-0.5">
      {PLACES.map(({ href, label, icon: Icon }) => {
        const isCurrent = isCurrentPlace(href, pathname);
        return (
          <Link
            key={href}
            href={href}
            onClick={onNavigate}
            aria-current={isCurrent ? 'page' : undefined}
            className={cn(
              'flex h-8 items-center gap-2 rounded-md px-2 text-muted transition-colors hover:bg-hover hover:text-ink',
              isCurrent && 'bg-hover font-medium text-ink',
            )}
          >
            <Icon aria-hidden className="size-4" />
            {label}
          </Link>
        );
      })}
    </nav>
  );
}
