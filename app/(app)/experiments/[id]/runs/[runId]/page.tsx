import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import { runEventsQuery } from '@/lib/client/queries';
import { createQueryClient } from '@/lib/client/query-client';
import { getRunEvents } from '@/lib/server/queries';
import { RunDetail } from '../../_components/run-detail';

/** Longer transcripts are read by the browser, page by page. */
const FIRST_EVENTS = 400;

export default async function RunPage({ params }: { params: Promise<{ id: string; runId: string }> }) {
  const { runId } = await params;
  const client = createQueryClient();
  const events = await getRunEvents({ runId, after: 0, limit: FIRST_EVENTS });
  // A list that is complete is not read again; one that was cut must be.
  if (events.length > 0 && events.length < FIRST_EVENTS) client.setQueryData(runEventsQuery(runId).queryKey, events);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <RunDetail key={runId} runId={runId} />
    </HydrationBoundary>
  );
}
