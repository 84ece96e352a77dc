/** One factory per resource of the JSON API. Query keys are written here and nowhere else. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { FileChange, MergeMethod } from '@/lib/core/repository';
import type { TemplateView } from '@/lib/schemas/template-files';
import type {
  AgentView,
  DataUsageView,
  DiffView,
  EventView,
  ExperimentSummary,
  ExperimentView,
  HostView,
  ImageView,
  MergePreviewView,
  ProjectView,
  ResourcePoint,
  TrialView,
} from '@/lib/schemas/view';
import type { PlanView } from '@/lib/schemas/plan/view';
import type { Trace } from '@/lib/schemas/trace';
import type { ProjectDetail } from '@/lib/services/bakeoff';
import { fetchJson } from './fetch-json';
import { contiguousEnd, mergeEvents } from './run-events';

export type { ProjectDetail };
export type BrowseView = {
  path: string;
  parent: string | null;
  home: string;
  entries: { name: string; path: string; isRepository: boolean }[];
};

const EVENTS_PAGE = 1000;

/** Marks what the stream keeps up to date, and what is read again after the stream was away. */
const LIVE = { live: true };

export function isLiveQuery(query: { meta: Record<string, unknown> | undefined }): boolean {
  return query.meta?.['live'] === true;
}

export function projectsQuery() {
  return queryOptions({
    meta: LIVE,
    queryKey: ['projects'] as const,
    queryFn: ({ signal }) => fetchJson<ProjectView[]>('/api/projects', signal),
  });
}

export function projectQuery(id: string) {
  return queryOptions({
    meta: LIVE,
    queryKey: ['project', id] as const,
    queryFn: ({ signal }) => fetchJson<ProjectDetail>(`/api/projects/${encodeURIComponent(id)}`, signal),
  });
}

export function experimentsQuery(filter: { projectId?: string } = {}) {
  const search = filter.projectId ? `?project=${encodeURIComponent(filter.projectId)}` : '';
  return queryOptions({
    meta: LIVE,
    queryKey: ['experiments', filter] as const,
    queryFn: ({ signal }) => fetchJson<ExperimentSummary[]>(`/api/experiments${search}`, signal),
  });
}

export function experimentQuery(id: string) {
  return queryOptions({
    meta: LIVE,
    queryKey: ['experiment', id] as const,
    queryFn: ({ signal }) => fetchJson<ExperimentView>(`/api/experiments/${encodeURIComponent(id)}`, signal),
  });
}

/** Reads on from the last event that is here without a gap; the stream appends to the same entry. */
export function runEventsQuery(runId: string) {
  const queryKey = ['run-events', runId] as const;
  return queryOptions({
    meta: LIVE,
    queryKey,
    staleTime: 5 * 60_000,
    structuralSharing: false,
    queryFn: async ({ client, signal }) => {
      const read = () => client.getQueryData<EventView[]>(queryKey) ?? [];
      const added: EventView[] = [];
      let after = contiguousEnd(read());
      for (;;) {
        const page = await fetchEvents({ runId, after, signal });
        added.push(...page);
        after = page.at(-1)?.seq ?? after;
        if (page.length < EVENTS_PAGE) return mergeEvents(read(), added);
      }
    },
  });
}

/** What a run used over time; for runs whose events do not hold it. */
export function resourcesQuery(runId: string) {
  return queryOptions({
    queryKey: ['resources', runId] as const,
    queryFn: ({ signal }) => fetchJson<ResourcePoint[]>(`/api/runs/${encodeURIComponent(runId)}/resources`, signal),
  });
}

export function diffPath(runId: string, against: string): string {
  return `/api/runs/${encodeURIComponent(runId)}/diff?against=${encodeURIComponent(against)}`;
}

export function diffQuery(runId: string, against: string) {
  const path = diffPath(runId, against);
  return queryOptions({
    queryKey: ['diff', runId, against] as const,
    queryFn: ({ signal }) => fetchJson<DiffView>(path, signal),
    structuralSharing: false,
    staleTime: 5 * 60_000,
  });
}

/** What a run changed against the base; small beside its patch. */
export function filesQuery(runId: string) {
  return queryOptions({
    queryKey: ['files', runId] as const,
    queryFn: ({ signal }) => fetchJson<FileChange[]>(`/api/runs/${encodeURIComponent(runId)}/files`, signal),
    staleTime: 5 * 60_000,
  });
}

/** What a run was asked, did and used, as one object. */
export function traceQuery(runId: string) {
  return queryOptions({
    queryKey: ['trace', runId] as const,
    queryFn: ({ signal }) => fetchJson<Trace>(`/api/runs/${encodeURIComponent(runId)}/trace`, signal),
    staleTime: 0,
  });
}

/** Addresses of downloads. */
export function traceUrl(runId: string): string {
  return `/api/runs/${encodeURIComponent(runId)}/trace?download=1`;
}

export function tracesUrl(experimentId: string): string {
  return `/api/experiments/${encodeURIComponent(experimentId)}/traces`;
}

export function exportUrl(experimentId: string, as: 'report' | 'summary' | 'archive'): string {
  return `/api/experiments/${encodeURIComponent(experimentId)}/export?as=${as}`;
}

/** Address of the patch as a download. */
export function patchUrl(runId: string, against: string): string {
  return `/api/runs/${encodeURIComponent(runId)}/patch?against=${encodeURIComponent(against)}`;
}

type PreviewInput = { runId: string; target: string | null; method: MergeMethod };

/** Always read anew: the target may have moved since. */
export function mergePreviewQuery({ runId, target, method }: PreviewInput) {
  const search = new URLSearchParams({ method, ...(target ? { target } : {}) });
  return queryOptions({
    queryKey: ['merge-preview', runId, target, method] as const,
    queryFn: ({ signal }) =>
      fetchJson<MergePreviewView>(`/api/runs/${encodeURIComponent(runId)}/merge-preview?${search}`, signal),
    staleTime: 0,
    gcTime: 0,
  });
}

export function agentsQuery() {
  return queryOptions({
    meta: LIVE,
    queryKey: ['agents'] as const,
    queryFn: ({ signal }) => fetchJson<AgentView[]>('/api/agents', signal),
  });
}

/** What this computer can lock runs in with. */
export function hostQuery() {
  return queryOptions({
    meta: LIVE,
    queryKey: ['host'] as const,
    queryFn: ({ signal }) => fetchJson<HostView>('/api/host', signal),
  });
}

export function imagesQuery() {
  return queryOptions({
    meta: LIVE,
    queryKey: ['images'] as const,
    queryFn: ({ signal }) => fetchJson<ImageView[]>('/api/images', signal),
  });
}

export function trialQuery(id: string) {
  return queryOptions({
    meta: LIVE,
    queryKey: ['trial', id] as const,
    queryFn: ({ signal }) => fetchJson<TrialView>(`/api/trials/${encodeURIComponent(id)}`, signal),
  });
}

export function planQuery(id: string) {
  return queryOptions({
    meta: LIVE,
    queryKey: ['plan', id] as const,
    queryFn: ({ signal }) => fetchJson<PlanView>(`/api/plans/${encodeURIComponent(id)}`, signal),
  });
}

export function dataUsageQuery() {
  return queryOptions({
    queryKey: ['data'] as const,
    queryFn: ({ signal }) => fetchJson<DataUsageView>('/api/data', signal),
    staleTime: 0,
  });
}

/** Experiment files to begin with. */
export function templatesQuery() {
  return queryOptions({
    queryKey: ['templates'] as const,
    queryFn: ({ signal }) => fetchJson<TemplateView[]>('/api/templates', signal),
  });
}

/** Folders of the server's host, for choosing a project; null starts at the home folder. */
export function browseQuery(path: string | null) {
  return queryOptions({
    queryKey: ['browse', path] as const,
    queryFn: ({ signal }) =>
      fetchJson<BrowseView>(`/api/browse${path === null ? '' : `?path=${encodeURIComponent(path)}`}`, signal),
    placeholderData: keepPreviousData,
    retry: false,
  });
}

function fetchEvents(input: { runId: string; after: number; signal: AbortSignal }): Promise<EventView[]> {
  const search = `after=${String(input.after)}&limit=${String(EVENTS_PAGE)}`;
  return fetchJson<EventView[]>(`/api/runs/${encodeURIComponent(input.runId)}/events?${search}`, input.signal);
}
