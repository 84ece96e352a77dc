/** The text that a form begins with. Pure. */
import { isOfProject } from '@/lib/schemas/experiment-file/again';
import { createDraft } from '@/lib/schemas/experiment-file/draft';
import { fitTemplate } from '@/lib/schemas/template';
import type { AgentView, ProjectView } from '@/lib/schemas/view';

/** An empty experiment on a project: two variants, with the agents that are there. */
export function freshDraft(project: ProjectView | null, agents: AgentView[]): string {
  return createDraft({
    project: project?.location ?? null,
    agents: project?.kind === 'demo' ? ['demo', 'demo'] : starters(agents),
  });
}

/** A template, on the project that was asked for and with the agents that are there; the demo has its own. */
export function templateDraft(text: string, project: ProjectView | null, agents: AgentView[]): string {
  if (project?.kind === 'demo') return fitTemplate(text, { project: project.location, agents: [] });
  return fitTemplate(text, { project: project?.location ?? null, agents: readyAgents(agents) });
}

/** The project that a draft names. */
export function projectOf(projects: ProjectView[], named: unknown): ProjectView | null {
  return projects.find((project) => isOfProject(project, named)) ?? null;
}

function starters(agents: AgentView[]): string[] {
  const [first = 'claude', second = first] = readyAgents(agents);
  return [first, second];
}

function readyAgents(agents: AgentView[]): string[] {
  return agents.filter((agent) => agent.status === 'ready' && agent.name !== 'demo').map((agent) => agent.name);
}
