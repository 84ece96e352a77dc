/** What a frame of the stream does to the query cache. */
import type { QueryClient } from '@tanstack/react-query';
import type { EventView, StreamFrame } from '@/lib/schemas/view';
import { assertNever } from '@/lib/core/assert-never';
import { createCoalescer } from './coalesce';
import {
  agentsQuery,
  experimentQuery,
  experimentsQuery,
  hostQuery,
  imagesQuery,
  planQuery,
  projectQuery,
  projectsQuery,
  runEventsQuery,
  trialQuery,
} from './queries';
import { hasGap, mergeEvents } from './run-events';

type Changed = Extract<StreamFrame, { type: 'changed' }>;
type Events = Extract<StreamFrame, { type: 'events' }>;

/** Makes the function that takes frames. `changed` reads again what is shown; `events` goes straight into the cache. */
export function createFrameApplier(client: QueryClient): (frame: StreamFrame) => void {
  const refresh = createCoalescer(async (key) => {
    await client.invalidateQueries({ queryKey: JSON.parse(key) as unknown[] });
  });
  const invalidate = (queryKey: readonly unknown[]) => refresh(JSON.stringify(queryKey));

  return (frame) => {
    if (frame.type === 'changed') {
      for (const key of keysOf(frame)) invalidate(key);
    } else if (appendEvents(client, frame)) {
      invalidate(runEventsQuery(frame.runId).queryKey);
    }
  };
}

/** The query keys that a change touches. */
export function keysOf({ entity, id }: Pick<Changed, 'entity' | 'id'>): (readonly unknown[])[] {
  switch (entity) {
    case 'experiment':
      return [experimentQuery(id).queryKey, experimentsQuery().queryKey.slice(0, 1), planQuery(id).queryKey];
    case 'project':
      return [projectQuery(id).queryKey, projectsQuery().queryKey];
    case 'trial':
      return [trialQuery(id).queryKey];
    case 'agents':
      return [agentsQuery().queryKey];
    case 'host':
      return [hostQuery().queryKey];
    case 'image':
      return [imagesQuery().queryKey];
    default:
      return assertNever(entity);
  }
}

/** Adds to a run whose events somebody reads. Says whether events before these are missing. */
function appendEvents(client: QueryClient, frame: Events): boolean {
  const { queryKey } = runEventsQuery(frame.runId);
  if (!client.getQueryCache().find({ queryKey })) return false;
  const current = client.getQueryData<EventView[]>(queryKey) ?? [];
  client.setQueryData<EventView[]>(queryKey, mergeEvents(current, frame.events));
  return hasGap(current, frame.events);
}
