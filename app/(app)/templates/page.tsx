import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { templatesQuery } from '@/lib/client/queries';
import { createQueryClient } from '@/lib/client/query-client';
import { listTemplates } from '@/lib/server/queries';
import { Templates } from './_components/templates';

export const metadata: Metadata = { title: 'Templates' };

export default async function TemplatesPage({ searchParams }: PageProps<'/templates'>) {
  const { project } = await searchParams;
  const client = createQueryClient();
  client.setQueryData(templatesQuery().queryKey, await listTemplates());
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <Templates projectId={typeof project === 'string' ? project : null} />
    </HydrationBoundary>
  );
}
