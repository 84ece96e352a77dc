/** The text that a form begins with. Pure. */
import type { FilePath } from '@/lib/schemas/experiment-file';
import { createDraft, readField, writeField } from '@/lib/schemas/experiment-file/draft';
import type { AgentView, ProjectView } from '@/lib/schemas/view';

const PROJECT: FilePath = ['project'];

/** An empty experiment on a project: two variants, with the agents that are there. */
export function freshDraft(project: ProjectView | null, agents: AgentView[]): string {
  return createDraft({
    project: project?.location ?? null,
    agents: project?.kind === 'demo' ? ['demo', 'demo'] : starters(agents),
  });
}

/** An earlier experiment's text, on the project it ran on: its own `project:` may be relative to a folder of then. */
export function draftFrom(source: string, project: ProjectView): string {
  return isOf(project, readField(source, PROJECT)) ? source : writeField(source, PROJECT, project.location);
}

/** The project that a draft names. */
export function projectOf(projects: ProjectView[], named: unknown): ProjectView | null {
  return projects.find((project) => isOf(project, named)) ?? null;
}

function isOf(project: ProjectView, named: unknown): boolean {
  return named === project.location || named === project.repoPath;
}

function starters(agents: AgentView[]): string[] {
  const ready = agents.filter((agent) => agent.status === 'ready' && agent.name !== 'demo').map((agent) => agent.name);
  const [first = 'claude', second = first] = ready;
  return [first, second];
}
