'use client';

import { Menu, Plus, Search } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Sheet, SheetContent } from '@/components/ui/dialog';
import { IconButton } from '@/components/ui/icon-button';
import { ConnectionIndicator } from './connection-indicator';
import { Logo } from './logo';
import { openPalette } from './palette-state';
import { Rail } from './rail';

export function MobileBar() {
  const [open, setOpen] = useState(false);
  return (
    <header className="sticky top-0 z-30 flex h-12 items-center gap-1 border-b bg-canvas px-2 md:hidden">
      <IconButton label="Menu" onClick={() => setOpen(true)}>
        <Menu aria-hidden />
      </IconButton>
      <Link href="/" className="flex flex-1 items-center gap-2 rounded px-1 text-sm font-semibold">
        <Logo />
        Bakeoff
      </Link>
      <ConnectionIndicator />
      <IconButton label="Go to…" onClick={openPalette}>
        <Search aria-hidden />
      </IconButton>
      <Button asChild size="sm">
        <Link href="/experiments/new">
          <Plus aria-hidden />
          New
        </Link>
      </Button>
      <Sheet open={open} onOpenChange={setOpen}>
        <SheetContent side="left" title="Menu" className="w-64">
          <div className="-m-3 h-[calc(100%+1.5rem)]">
            <Rail onNavigate={() => setOpen(false)} />
          </div>
        </SheetContent>
      </Sheet>
    </header>
  );
}
