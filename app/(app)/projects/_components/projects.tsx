'use client';

import { useQuery } from '@tanstack/react-query';
import { FolderGit2 } from 'lucide-react';
import { PageHeader } from '@/components/shell/page-header';
import { QueryError } from '@/components/shell/query-error';
import { SkeletonRows } from '@/components/ui/skeleton';
import { EmptyState } from '@/components/ui/states';
import { projectsQuery } from '@/lib/client/queries';
import { useRemoved } from '@/lib/client/remove-later';
import type { ProjectView } from '@/lib/schemas/view';
import { AddProject } from './add-project';
import { DemoProjectButton } from './demo-project-button';
import { ProjectRow } from './project-row';

export function Projects() {
  const projects = useQuery(projectsQuery());
  const removed = useRemoved();
  const shown = projects.data?.filter((project) => !removed.has(`project:${project.id}`));
  return (
    <>
      <PageHeader
        title="Projects"
        description="Git repositories that experiments act on. Nothing is written into them before you merge."
      />
      <AddProject />
      <div className="mt-6 border-t">
        {projects.isError && !shown ? (
          <QueryError error={projects.error} onRetry={() => void projects.refetch()} />
        ) : (
          <ProjectRows projects={shown} />
        )}
      </div>
    </>
  );
}

function ProjectRows({ projects }: { projects: readonly ProjectView[] | undefined }) {
  if (!projects) return <SkeletonRows rows={4} label="Loading projects" />;
  if (projects.length === 0) {
    return (
      <EmptyState icon={FolderGit2} title="No project yet" actions={<DemoProjectButton />}>
        Add the folder of a git repository above, or the URL of one. To look around first, take the demo project: a
        small real repository with a slow, buggy function and its tests.
      </EmptyState>
    );
  }
  return (
    <ul>
      {projects.map((project) => (
        <ProjectRow key={project.id} project={project} />
      ))}
    </ul>
  );
}
