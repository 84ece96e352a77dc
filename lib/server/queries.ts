/** What pages read on the server. Each one asks for a login first. */
import 'server-only';
import type { TemplateView } from '@/lib/schemas/template-files';
import type {
  AgentView,
  DataUsageView,
  EventView,
  ExperimentSummary,
  ExperimentView,
  HostView,
  ImageView,
  ProjectView,
} from '@/lib/schemas/view';
import { authorised } from '@/lib/server/use-cases';
import type { ProjectDetail } from '@/lib/services/bakeoff';

export async function listProjects(): Promise<ProjectView[]> {
  return (await authorised()).projects.list();
}

export async function getProject(id: string): Promise<ProjectDetail | null> {
  return (await authorised()).projects.get(id);
}

export async function listExperiments(filter: { projectId?: string } = {}): Promise<ExperimentSummary[]> {
  return (await authorised()).experiments.list(filter);
}

export async function getExperiment(id: string): Promise<ExperimentView | null> {
  return (await authorised()).experiments.get(id);
}

export async function getRunEvents(input: { runId: string; after: number; limit: number }): Promise<EventView[]> {
  return (await authorised()).runs.events(input);
}

export async function listAgents(): Promise<AgentView[]> {
  return (await authorised()).agents.list();
}

export async function getHost(): Promise<HostView> {
  return (await authorised()).host.get();
}

export async function listImages(): Promise<ImageView[]> {
  return (await authorised()).images.list();
}

export async function listTemplates(): Promise<TemplateView[]> {
  return (await authorised()).templates.list();
}

export async function getDataUsage(): Promise<DataUsageView> {
  return (await authorised()).data.usage();
}
