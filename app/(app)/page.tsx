import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import { experimentsQuery, projectsQuery } from '@/lib/client/queries';
import { createQueryClient } from '@/lib/client/query-client';
import { listExperiments, listProjects } from '@/lib/server/queries';
import { Home } from './_components/home';

export default async function HomePage() {
  const client = createQueryClient();
  const [experiments, projects] = await Promise.all([listExperiments({}), listProjects()]);
  client.setQueryData(experimentsQuery().queryKey, experiments);
  client.setQueryData(projectsQuery().queryKey, projects);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <Home />
    </HydrationBoundary>
  );
}
