'use client';

import { useNow } from '@/lib/client/use-now';
import type { RunView } from '@/lib/schemas/view';
import { stillText } from './still-text';

/** Why a run did nothing, with a clock that ticks to its next try. */
export function StillNote({ run }: { run: RunView }) {
  const now = useNow(1000);
  return <span suppressHydrationWarning>{stillText(run, now)}</span>;
}
