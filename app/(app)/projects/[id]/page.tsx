import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { experimentsQuery, projectQuery } from '@/lib/client/queries';
import { createQueryClient } from '@/lib/client/query-client';
import { getProject, listExperiments } from '@/lib/server/queries';
import { Project } from './_components/project';

const readProject = cache(getProject);

export async function generateMetadata({ params }: PageProps<'/projects/[id]'>): Promise<Metadata> {
  const detail = await readProject((await params).id);
  return { title: detail?.project.name ?? 'Project' };
}

export default async function ProjectPage({ params }: PageProps<'/projects/[id]'>) {
  const { id } = await params;
  const [detail, experiments] = await Promise.all([readProject(id), listExperiments({ projectId: id })]);
  if (!detail) notFound();
  const client = createQueryClient();
  client.setQueryData(projectQuery(id).queryKey, detail);
  client.setQueryData(experimentsQuery({ projectId: id }).queryKey, experiments);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <Project id={id} />
    </HydrationBoundary>
  );
}
