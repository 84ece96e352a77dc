'use client';

import { Command } from 'cmdk';
import { Dialog as Primitive } from 'radix-ui';
import { useEffect, useSyncExternalStore } from 'react';
import { PaletteGroups } from './palette-groups';
import { isPaletteOpen, onPaletteState, setPaletteOpen } from './palette-state';
import { usePlaceKeys } from './use-place-keys';

/** Cmd/Ctrl+K: go anywhere by typing. */
export function CommandPalette() {
  const open = useSyncExternalStore(onPaletteState, isPaletteOpen, () => false);
  usePlaceKeys();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.shiftKey || event.altKey)
        return;
      event.preventDefault();
      setPaletteOpen(!isPaletteOpen());
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <Primitive.Root open={open} onOpenChange={setPaletteOpen}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 bg-scrim animate-in fade-in-0" />
        <Primitive.Content
          aria-describedby={undefined}
          className="fixed top-[12dvh] left-1/2 z-50 w-[calc(100vw-2rem)] max-w-lg -translate-x-1/2 overflow-hidden rounded-lg border bg-canvas shadow-pop animate-in fade-in-0 zoom-in-95"
        >
          <Primitive.Title className="sr-only">Go to</Primitive.Title>
          <Command label="Go to" loop>
            <Command.Input
              placeholder="Search experiments, projects, pages…"
              className="h-11 w-full border-b bg-transparent px-4 text-sm outline-none placeholder:text-faint"
            />
            <Command.List className="max-h-[50dvh] overflow-y-auto p-1.5">
              <Command.Empty className="px-3 py-6 text-center text-muted">Nothing has that name.</Command.Empty>
              <PaletteGroups onDone={() => setPaletteOpen(false)} />
            </Command.List>
          </Command>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
