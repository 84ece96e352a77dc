import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { agentsQuery } from '@/lib/client/queries';
import { createQueryClient } from '@/lib/client/query-client';
import { listAgents } from '@/lib/server/queries';
import { Agents } from './_components/agents';

export const metadata: Metadata = { title: 'Agents' };

export default async function AgentsPage() {
  const client = createQueryClient();
  client.setQueryData(agentsQuery().queryKey, await listAgents());
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <Agents />
    </HydrationBoundary>
  );
}
