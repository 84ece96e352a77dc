'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { ExperimentList } from '@/components/experiment-list/experiment-list';
import { PageHeader } from '@/components/shell/page-header';
import { QueryError } from '@/components/shell/query-error';
import { Button } from '@/components/ui/button';
import { Section } from '@/components/ui/section';
import { SkeletonRows } from '@/components/ui/skeleton';
import { plural } from '@/lib/client/format';
import { experimentsQuery, projectsQuery } from '@/lib/client/queries';
import { useRemoved } from '@/lib/client/remove-later';
import { DemoButton } from './demo-button';
import { NoExperiments } from './no-experiments';
import { RecentProjects } from './recent-projects';

/** The page of all experiments has the rest, and a search. */
const SHOWN = 12;

export function Home() {
  const experiments = useQuery(experimentsQuery());
  const projects = useQuery(projectsQuery());
  const removed = useRemoved();
  const shown = experiments.data?.filter((one) => !removed.has(`experiment:${one.id}`));
  if (experiments.isError && !shown) {
    return <QueryError error={experiments.error} onRetry={() => void experiments.refetch()} />;
  }
  const isEmpty = shown?.length === 0;
  return (
    <>
      <PageHeader
        title="Experiments"
        description={running(shown)}
        actions={isEmpty ? null : <DemoButton variant="secondary" />}
      />
      {shown === undefined ? <SkeletonRows rows={6} label="Loading experiments" /> : null}
      {isEmpty ? <NoExperiments hasProjects={(projects.data?.length ?? 0) > 0} /> : null}
      {shown && !isEmpty ? (
        <div className="border-t">
          <ExperimentList experiments={shown.slice(0, SHOWN)} />
          <Button asChild variant="ghost" size="sm" className="mt-2">
            <Link href="/experiments">
              {shown.length > SHOWN ? `All ${plural(shown.length, 'experiment')}` : 'Search experiments'}
            </Link>
          </Button>
        </div>
      ) : null}
      {projects.data && projects.data.length > 0 ? (
        <Section
          title="Recent projects"
          className="mt-10"
          actions={
            <Button asChild variant="ghost" size="sm">
              <Link href="/projects">All projects</Link>
            </Button>
          }
        >
          <RecentProjects projects={projects.data} />
        </Section>
      ) : null}
    </>
  );
}

function running(experiments: { status: string }[] | undefined): string | null {
  const count = experiments?.filter((one) => one.status === 'running' || one.status === 'queued').length ?? 0;
  return count > 0 ? `${String(count)} running now` : null;
}
