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
import { agentsQuery, experimentQuery, projectsQuery, templatesQuery } from '@/lib/client/queries';
import type { ExperimentChange } from '@/lib/core/error-help/types';
import { changeWords } from '@/lib/core/error-help/words';
import { draftFrom } from '@/lib/schemas/experiment-file/again';
import { applyChange, parseChange } from '@/lib/schemas/experiment-file/apply-change';
import type { TemplateView } from '@/lib/schemas/template-files';
import type { AgentView, ExperimentView, ProjectView } from '@/lib/schemas/view';
import { DraftEditor } from './draft-editor';
import { freshDraft, templateDraft } from './initial-draft';
import { draftKey } from './stored-draft';
import type { FormActions } from './use-launch';

type ExperimentFormProps = {
  actions: FormActions;
  /** The one that was asked for. */
  project: ProjectView | null;
  /** An earlier experiment to start from. */
  fromId: string | null;
  /** What is different this time, as `writeChange` wrote it. */
  changes: readonly string[];
  /** Name of a template to start from. */
  templateName: string | null;
};

export function ExperimentForm({ actions, project, fromId, changes, templateName }: ExperimentFormProps) {
  const projects = useQuery(projectsQuery());
  const agents = useQuery(agentsQuery());
  const from = useQuery({ ...experimentQuery(fromId ?? ''), enabled: fromId !== null });
  const templates = useQuery({ ...templatesQuery(), enabled: templateName !== null });
  const isInBrowser = useIsInBrowser();
  const failed = [projects, agents, from, templates].find((query) => query.isError);
  if (failed?.error) return <LoadError error={failed.error} onRetry={() => void failed.refetch()} />;
  const isWaiting = (fromId !== null && !from.data) || (templateName !== null && !templates.data);
  if (!isInBrowser || !projects.data || !agents.data || isWaiting) {
    return <SkeletonRows rows={8} label="Loading the form" />;
  }
  const template = templates.data?.find((one) => one.name === templateName) ?? null;
  if (templateName !== null && !template) return <NoTemplate name={templateName} />;
  // A template names its own project, the demo.
  if (projects.data.length === 0 && !project && !from.data && !template) return <NoProject />;
  const known = withAsked(projects.data, project);
  const start = startOf({
    projects: known,
    agents: agents.data,
    from: from.data ?? null,
    template,
    projectId: project?.id ?? null,
    changes,
  });
  return <DraftEditor key={start.storageKey} {...start} projects={known} agents={agents.data} actions={actions} />;
}

/** The list of a page that was open before may not have one that was added since. */
function withAsked(projects: ProjectView[], asked: ProjectView | null): ProjectView[] {
  return asked === null || projects.some(({ id }) => id === asked.id) ? projects : [...projects, asked];
}

function NoProject() {
  return (
    <>
      <PageHeader title="New experiment" />
      <EmptyState
        icon={FolderGit2}
        title="No project yet"
        actions={
          <>
            <Button asChild variant="primary">
              <Link href="/projects">Add a project</Link>
            </Button>
            <Button asChild>
              <Link href="/templates">Look at the templates</Link>
            </Button>
          </>
        }
      >
        An experiment acts on a git repository. Add one first, then come back.
      </EmptyState>
    </>
  );
}

function NoTemplate({ name }: { name: string }) {
  return (
    <>
      <PageHeader title="New experiment" />
      <EmptyState
        title={`There is no template “${name}”`}
        actions={
          <Button asChild variant="primary">
            <Link href="/templates">Show the templates</Link>
          </Button>
        }
      >
        It may have been deleted.
      </EmptyState>
    </>
  );
}

type StartInput = {
  projects: ProjectView[];
  agents: AgentView[];
  from: ExperimentView | null;
  template: TemplateView | null;
  projectId: string | null;
  changes: readonly string[];
};

function startOf({ projects, agents, from, template, projectId, changes }: StartInput) {
  const asked = projects.find((project) => project.id === projectId);
  const project = asked ?? projects.toSorted((a, b) => b.lastUsedAt.localeCompare(a.lastUsedAt))[0] ?? null;
  const parsed = changes.map(parseChange).filter((change) => change !== null);
  const storageKey = draftKey({ projectId, fromId: from?.id ?? null, template: template?.name ?? null, changes });
  const kept = { storageKey, isCopy: from !== null || template !== null };
  if (from) {
    const text = draftFrom(from.source, from.project);
    return { ...kept, fresh: parsed.reduce(applyChange, text), note: startWords(from.name, parsed) };
  }
  if (template) {
    const fresh = templateDraft(template.text, asked ?? null, agents);
    return { ...kept, fresh, note: `Starts from the template “${template.title}”.` };
  }
  return { ...kept, fresh: freshDraft(project, agents), note: null };
}

function startWords(name: string, changes: readonly ExperimentChange[]): string {
  const different = changes.length === 0 ? '' : `, with ${changes.map(changeWords).join(' and ')}`;
  return `Starts from “${name}”${different}.`;
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
