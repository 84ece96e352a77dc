import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { experimentQuery, experimentsQuery } from '@/lib/client/queries';
import { createQueryClient } from '@/lib/client/query-client';
import { getExperiment, listExperiments } from '@/lib/server/queries';
import { CompareExperiments } from './_components/compare-experiments';

export const metadata: Metadata = { title: 'Compare experiments' };

export default async function ComparePage({ searchParams }: PageProps<'/compare'>) {
  const search = await searchParams;
  const ids = [search['a'], search['b']].filter((id) => typeof id === 'string');
  const client = createQueryClient();
  const [list, ...found] = await Promise.all([listExperiments(), ...ids.map((id) => getExperiment(id))]);
  client.setQueryData(experimentsQuery().queryKey, list);
  for (const one of found) if (one) client.setQueryData(experimentQuery(one.id).queryKey, one);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <CompareExperiments />
    </HydrationBoundary>
  );
}
