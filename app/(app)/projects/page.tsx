import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { projectsQuery } from '@/lib/client/queries';
import { createQueryClient } from '@/lib/client/query-client';
import { listProjects } from '@/lib/server/queries';
import { Projects } from './_components/projects';

export const metadata: Metadata = { title: 'Projects' };

export default async function ProjectsPage() {
  const client = createQueryClient();
  client.setQueryData(projectsQuery().queryKey, await listProjects());
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <Projects />
    </HydrationBoundary>
  );
}
