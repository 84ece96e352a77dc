'use client';

import { useQuery } from '@tanstack/react-query';
import { FlaskConical, Plus } from 'lucide-react';
import Link from 'next/link';
import { ExperimentList } from '@/components/experiment-list/experiment-list';
import { PageHeader } from '@/components/shell/page-header';
import { QueryError } from '@/components/shell/query-error';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { InlineCode } from '@/components/ui/inline-code';
import { Section } from '@/components/ui/section';
import { SkeletonRows } from '@/components/ui/skeleton';
import { EmptyState } from '@/components/ui/states';
import { experimentsQuery, projectQuery } from '@/lib/client/queries';
import { useRemoved } from '@/lib/client/remove-later';
import { topics, useStream } from '@/lib/client/use-stream';
import { ProjectSandboxes } from './project-sandboxes';
import { RepositoryFacts } from './repository-facts';

export function Project({ id }: { id: string }) {
  const detail = useQuery(projectQuery(id));
  useStream([topics.projects]);
  if (detail.isError && !detail.data) {
    return <QueryError error={detail.error} onRetry={() => void detail.refetch()} />;
  }
  if (!detail.data) return <SkeletonRows rows={4} label="Loading the project" />;
  const { project, repository, problem } = detail.data;
  return (
    <>
      <PageHeader
        crumbs={[{ label: 'Projects', href: '/projects' }]}
        title={project.name}
        actions={
          <Button asChild variant="primary">
            <Link href={`/experiments/new?project=${id}`}>
              <Plus aria-hidden />
              New experiment
            </Link>
          </Button>
        }
      />
      {problem ? (
        <Callout
          tone="bad"
          title={<InlineCode text={problem.message} />}
          className="mb-5"
          actions={
            <Button size="sm" pending={detail.isFetching} onClick={() => void detail.refetch()}>
              Look again
            </Button>
          }
        >
          <InlineCode text={problem.remedy} />
        </Callout>
      ) : null}
      <RepositoryFacts project={project} repository={repository} />
      <Section title="Experiments" className="mt-8">
        <ProjectExperiments projectId={id} />
      </Section>
      <ProjectSandboxes project={project} />
    </>
  );
}

function ProjectExperiments({ projectId }: { projectId: string }) {
  const experiments = useQuery(experimentsQuery({ projectId }));
  const removed = useRemoved();
  if (experiments.isError && !experiments.data) {
    return <QueryError error={experiments.error} onRetry={() => void experiments.refetch()} />;
  }
  if (!experiments.data) return <SkeletonRows rows={3} label="Loading experiments" />;
  const shown = experiments.data.filter((one) => !removed.has(`experiment:${one.id}`));
  if (shown.length === 0) {
    return (
      <EmptyState icon={FlaskConical} title="No experiment on this project yet">
        Start one with <em>New experiment</em>: a task, a few variants, and the command that says whether it works.
      </EmptyState>
    );
  }
  return <ExperimentList experiments={shown} hideProject />;
}
