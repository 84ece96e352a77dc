'use client';

import { cn } from '@/components/ui/cn';
import { topics, useConnectionState, useStream } from '@/lib/client/use-stream';
import type { ConnectionState } from '@/lib/client/stream-connection';

const LOOKS: Record<ConnectionState, { word: string; dot: string; title: string }> = {
  live: { word: 'Live', dot: 'bg-ok', title: 'Changes appear by themselves' },
  connecting: { word: 'Connecting', dot: 'bg-warn animate-pulse', title: 'Connecting to the server' },
  offline: { word: 'Offline', dot: 'bg-bad', title: 'The server does not answer; trying again by itself' },
};

const WANTED = [topics.experiments, topics.projects, topics.agents];

/** Says whether the page is live, and keeps the lists that every page shares up to date. */
export function ConnectionIndicator() {
  useStream(WANTED);
  const { word, dot, title } = LOOKS[useConnectionState()];
  return (
    <span role="status" title={title} className="flex items-center gap-2 px-1 text-xs text-muted">
      <span aria-hidden className={cn('size-2 rounded-full', dot)} />
      {word}
    </span>
  );
}
