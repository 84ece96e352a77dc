'use client';

import { useQuery } from '@tanstack/react-query';
import { FolderGit2 } from 'lucide-react';
import Link from 'next/link';
import { useSyncExternalStore } from 'react';
import { PageHeader } from '@/components/shell/page-header';
import { Button } from '@/components/ui/button';
import { SkeletonRows } from '@/components/ui/skeleton';
import { EmptyState, ErrorState } from '@/components/ui/states';
import { ApiError } from '@/lib/client/fetch-json';
import { agentsQuery, experimentQuery, projectsQuery } from '@/lib/client/queries';
import type { AgentView, ExperimentView, ProjectView } from '@/lib/schemas/view';
import { DraftEditor } from './draft-editor';
import { draftFrom, freshDraft } from './initial-draft';
import { draftKey } from './stored-draft';
import type { FormActions } from './use-launch';

type ExperimentFormProps = {
  actions: FormActions;
  projectId: string | null;
  /** An earlier experiment to start from. */
  fromId: string | null;
};

export function ExperimentForm({ actions, projectId, fromId }: ExperimentFormProps) {
  const projects = useQuery(projectsQuery());
  const agents = useQuery(agentsQuery());
  const from = useQuery({ ...experimentQuery(fromId ?? ''), enabled: fromId !== null });
  const isInBrowser = useIsInBrowser();
  const failed = [projects, agents, from].find((query) => query.isError);
  if (failed?.error) return <LoadError error={failed.error} onRetry={() => void failed.refetch()} />;
  if (!isInBrowser || !projects.data || !agents.data || (fromId !== null && !from.data)) {
    return <SkeletonRows rows={8} label="Loading the form" />;
  }
  if (projects.data.length === 0 && !from.data) {
    return (
      <>
        <PageHeader title="New experiment" />
        <EmptyState
          icon={FolderGit2}
          title="No project yet"
          actions={
            <Button asChild variant="primary">
              <Link href="/projects">Add a project</Link>
            </Button>
          }
        >
          An experiment acts on a git repository. Add one first, then come back.
        </EmptyState>
      </>
    );
  }
  const start = startOf({ projects: projects.data, agents: agents.data, from: from.data ?? null, projectId });
  return (
    <DraftEditor
      key={start.storageKey}
      {...start}
      projects={projects.data}
      agents={agents.data}
      actions={actions}
      from={from.data ?? null}
    />
  );
}

type StartInput = {
  projects: ProjectView[];
  agents: AgentView[];
  from: ExperimentView | null;
  projectId: string | null;
};

function startOf({ projects, agents, from, projectId }: StartInput) {
  const asked = projects.find((project) => project.id === projectId);
  const project = asked ?? projects.toSorted((a, b) => b.lastUsedAt.localeCompare(a.lastUsedAt))[0] ?? null;
  const storageKey = draftKey({ projectId: projectId ?? null, fromId: from?.id ?? null });
  const fresh = from ? draftFrom(from.source, from.project) : freshDraft(project, agents);
  return { storageKey, fresh, isCopy: from !== null };
}

function LoadError({ error, onRetry }: { error: Error; onRetry: () => void }) {
  return (
    <ErrorState
      title="The form can't be shown"
      message={error.message}
      remedy={error instanceof ApiError ? error.remedy : undefined}
      actions={<Button onClick={onRetry}>Try again</Button>}
    />
  );
}

/** Drafts are in the browser's storage, which the server does not have. */
function useIsInBrowser(): boolean {
  return useSyncExternalStore(
    subscribeToNothing,
    () => true,
    () => false,
  );
}

function subscribeToNothing(): () => void {
  return () => {};
}
