import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { dataUsageQuery } from '@/lib/client/queries';
import { createQueryClient } from '@/lib/client/query-client';
import { getDataUsage } from '@/lib/server/queries';
import { DataUsage } from './_components/data-usage';

export const metadata: Metadata = { title: 'Data' };

export default async function DataPage() {
  const client = createQueryClient();
  client.setQueryData(dataUsageQuery().queryKey, await getDataUsage());
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <DataUsage />
    </HydrationBoundary>
  );
}
