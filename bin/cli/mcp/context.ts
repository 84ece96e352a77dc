import { findExperiment, findRun } from '@/bin/cli/lookup';
import type { McpHome } from '@/bin/cli/mcp/mcp-home';
import type { Session } from '@/bin/cli/session';
import type { ExperimentView, RunView } from '@/lib/schemas/view';

export type McpSettings = {
  /** The person let this client merge and undo by itself. */
  allowMerge: boolean;
  /** The person lets what it starts run without isolation where nothing isolates. */
  allowProcess: boolean;
  /** A relative `project` starts here. */
  workingDir: string;
};

/** What every tool gets. */
export type McpContext = { home: McpHome; settings: McpSettings };

export function withExperiment<T>(
  { home }: McpContext,
  given: string,
  action: (input: { session: Session; view: ExperimentView; page: string | null }) => Promise<T>,
): Promise<T> {
  return home.use(async (session) => {
    const view = await findExperiment(session.bakeoff, given);
    return action({ session, view, page: await home.pageOf(`/experiments/${view.id}`) });
  });
}

export function withRun<T>(
  { home }: McpContext,
  given: string,
  action: (input: { session: Session; run: RunView; page: string | null }) => Promise<T>,
): Promise<T> {
  return home.use(async (session) => {
    const run = await findRun(session.bakeoff, given);
    return action({ session, run, page: await home.pageOf(`/experiments/${run.experimentId}/runs/${run.id}`) });
  });
}
