import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { hostQuery, imagesQuery, projectsQuery } from '@/lib/client/queries';
import { createQueryClient } from '@/lib/client/query-client';
import { getHost, listImages, listProjects } from '@/lib/server/queries';
import { Host } from './_components/host';

export const metadata: Metadata = { title: 'This computer' };

export default async function HostPage() {
  const client = createQueryClient();
  const [host, images, projects] = await Promise.all([getHost(), listImages(), listProjects()]);
  client.setQueryData(hostQuery().queryKey, host);
  client.setQueryData(imagesQuery().queryKey, images);
  client.setQueryData(projectsQuery().queryKey, projects);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <Host />
    </HydrationBoundary>
  );
}
