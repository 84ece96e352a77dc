import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache, type ReactNode } from 'react';
import { experimentQuery } from '@/lib/client/queries';
import { createQueryClient } from '@/lib/client/query-client';
import { getExperiment } from '@/lib/server/queries';
import { ExperimentFrame } from './_components/experiment-frame';

const readExperiment = cache(getExperiment);

type Params = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const experiment = await readExperiment((await params).id);
  return { title: experiment?.name ?? 'Experiment' };
}

export default async function ExperimentLayout({ params, children }: Params & { children: ReactNode }) {
  const { id } = await params;
  const experiment = await readExperiment(id);
  if (!experiment) notFound();
  const client = createQueryClient();
  client.setQueryData(experimentQuery(id).queryKey, experiment);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <ExperimentFrame id={id}>{children}</ExperimentFrame>
    </HydrationBoundary>
  );
}
