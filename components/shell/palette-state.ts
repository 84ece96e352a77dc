/** Whether the palette is open; outside React so that any button can open it. */
let open = false;
const listeners = new Set<() => void>();

export function isPaletteOpen(): boolean {
  return open;
}

export function setPaletteOpen(next: boolean): void {
  open = next;
  for (const listener of listeners) listener();
}

export function openPalette(): void {
  setPaletteOpen(true);
}

export function onPaletteState(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
