import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { ExperimentForm } from '@/components/experiment-form/experiment-form';
import { agentsQuery, hostQuery, projectsQuery } from '@/lib/client/queries';
import { createQueryClient } from '@/lib/client/query-client';
import { getHost, listAgents, listProjects } from '@/lib/server/queries';
import { launchExperiment, tryOnBase } from '../../_actions/experiments';
import { cancelPlan, startPlan } from '../../_actions/plans';
import { allowProcess } from '../../_actions/projects';

export const metadata: Metadata = { title: 'New experiment' };

export default async function NewExperimentPage({ searchParams }: PageProps<'/experiments/new'>) {
  const { project, from, change, template } = await searchParams;
  const client = createQueryClient();
  const [projects, agents, host] = await Promise.all([listProjects(), listAgents(), getHost()]);
  client.setQueryData(projectsQuery().queryKey, projects);
  client.setQueryData(agentsQuery().queryKey, agents);
  client.setQueryData(hostQuery().queryKey, host);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <ExperimentForm
        actions={{ launch: launchExperiment, tryOnBase, startPlan, cancelPlan, allowProcess }}
        project={projects.find(({ id }) => id === single(project)) ?? null}
        fromId={single(from)}
        changes={several(change)}
        templateName={single(template)}
      />
    </HydrationBoundary>
  );
}

/** More than a few are nobody's; they would only make the form slow. */
function several(value: string | string[] | undefined): string[] {
  return (Array.isArray(value) ? value : value === undefined ? [] : [value]).slice(0, 10);
}

function single(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value[0] : value) ?? null;
}
