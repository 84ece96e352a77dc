'use client';

import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import type { EventView } from '@/lib/schemas/view';
import { createFrameApplier } from './apply-frame';
import { isLiveQuery, runEventsQuery } from './queries';
import { contiguousEnd } from './run-events';
import { type ConnectionState, StreamConnection } from './stream-connection';

/** Topics of the stream. Components name them through here. */
export const topics = {
  experiments: 'experiments',
  projects: 'projects',
  agents: 'agents',
  host: 'host',
  images: 'images',
  experiment: (id: string) => `experiment:${id}`,
  trial: (id: string) => `trial:${id}`,
} as const;

/** The URL of the stream stays short; other runs catch up by reading. */
const MAX_CURSORS = 40;

let shared: StreamConnection | null = null;

/** Keeps what is on screen up to date for as long as the component is shown. All components share one stream. */
export function useStream(wanted: readonly string[]): void {
  const client = useQueryClient();
  const key = wanted.join(',');
  useEffect(() => {
    if (key === '') return undefined;
    return connectionFor(client).subscribe(key.split(','));
  }, [client, key]);
}

/** Whether the page is live, for the indicator. */
export function useConnectionState(): ConnectionState {
  const client = useQueryClient();
  return useSyncExternalStore(
    (listener) => connectionFor(client).onState(listener),
    () => connectionFor(client).state(),
    () => 'connecting',
  );
}

function connectionFor(client: QueryClient): StreamConnection {
  shared ??= new StreamConnection({
    open: (url) => new EventSource(url),
    onFrame: createFrameApplier(client),
    onResume: () => void client.invalidateQueries({ predicate: isLiveQuery }),
    cursors: () => readCursors(client),
  });
  return shared;
}

function readCursors(client: QueryClient): string[] {
  return client
    .getQueriesData<EventView[]>({ queryKey: runEventsQuery('').queryKey.slice(0, 1), type: 'active' })
    .slice(0, MAX_CURSORS)
    .map(([key, events]) => `${String(key[1])}:${String(contiguousEnd(events ?? []))}`);
}
