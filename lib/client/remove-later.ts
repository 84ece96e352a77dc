'use client';

import { useSyncExternalStore } from 'react';
import { toast } from 'sonner';
import type { Result } from '@/lib/core/result';
import type { Refusal } from '@/lib/services/bakeoff';
import { toastRefusal } from './use-action';

type Removal = {
  /** Names the thing in `useRemoved`, for example `experiment:ID`. */
  key: string;
  message: string;
  commit: () => Promise<Result<unknown, Refusal>>;
  /** Reads again the lists that held it; it is kept off the screen until then. */
  onDone: () => Promise<unknown> | undefined;
};

const UNDO_MS = 6000;

let removed: ReadonlySet<string> = new Set();
const listeners = new Set<() => void>();

/**
 * Takes a thing off the screen at once and removes it when its toast has gone, so that *Undo* costs nothing. Leaving
 * the page before that keeps the thing.
 */
export function removeLater(removal: Removal): void {
  let settled = false;
  const settle = (act: () => void) => () => {
    if (settled) return;
    settled = true;
    act();
  };
  const commit = settle(() => void finish(removal));
  setRemoved(removal.key, true);
  toast(removal.message, {
    duration: UNDO_MS,
    action: { label: 'Undo', onClick: settle(() => setRemoved(removal.key, false)) },
    onAutoClose: commit,
    onDismiss: commit,
  });
}

/** Keys of what is off the screen and not to be shown. */
export function useRemoved(): ReadonlySet<string> {
  return useSyncExternalStore(subscribe, read, read);
}

async function finish({ key, commit, onDone }: Removal): Promise<void> {
  try {
    const result = await commit();
    if (result.ok) await onDone();
    else toastRefusal(result.error);
  } catch {
    // The action could not be sent at all; the thing is still there.
    toast.error('The Bakeoff server did not answer.', { description: 'Nothing was removed.' });
  }
  setRemoved(key, false);
}

function setRemoved(key: string, isRemoved: boolean): void {
  const next = new Set(removed);
  if (isRemoved) next.add(key);
  else next.delete(key);
  removed = next;
  for (const listener of listeners) listener();
}

function read(): ReadonlySet<string> {
  return removed;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
