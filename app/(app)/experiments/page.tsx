import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { experimentsQuery, projectsQuery } from '@/lib/client/queries';
import { createQueryClient } from '@/lib/client/query-client';
import { listExperiments, listProjects } from '@/lib/server/queries';
import { Experiments } from './_components/experiments';

export const metadata: Metadata = { title: 'Experiments' };

export default async function ExperimentsPage() {
  const client = createQueryClient();
  const [experiments, projects] = await Promise.all([listExperiments({}), listProjects()]);
  client.setQueryData(experimentsQuery().queryKey, experiments);
  client.setQueryData(projectsQuery().queryKey, projects);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <Experiments />
    </HydrationBoundary>
  );
}
