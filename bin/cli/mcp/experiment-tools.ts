import type { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { addTool, refuse } from '@/bin/cli/mcp/add-tool';
import { type McpContext, withExperiment } from '@/bin/cli/mcp/context';
import { experimentDigest, experimentDigestSchema } from '@/bin/cli/mcp/digest';
import type { Session } from '@/bin/cli/session';
import { comparisonText, experimentsTable, runsTable } from '@/bin/cli/tables';
import { oneLine, plain } from '@/lib/core/plain-text';
import { EXPERIMENT_STATUSES } from '@/lib/core/run-status';
import { comparisonObject, comparisonSchema } from '@/lib/schemas/api/comparison';
import { isSettled } from '@/lib/schemas/result';
import type { ExperimentView } from '@/lib/schemas/view';
import { searchExperiments } from '@/lib/services/search-experiments';
import { waitUntilSettled } from '@/lib/services/wait-until-settled';

const LONGEST_WAIT_S = 300;
const input = z.object({ experimentId: z.string().min(1).max(64).describe('Or the beginning of it.') });

export function addExperimentTools(server: McpServer, context: McpContext): void {
  addList(server, context);
  addGet(server, context);
  addWait(server, context);
  addCompare(server, context);
  addCancel(server, context);
}

function addList(server: McpServer, context: McpContext): void {
  const summary = z.object({
    experimentId: z.string(),
    name: z.string(),
    project: z.string(),
    status: z.enum(EXPERIMENT_STATUSES),
    winner: z.string().nullable(),
    createdAt: z.string(),
  });
  addTool(server, {
    name: 'list_experiments',
    title: 'List experiments',
    description: 'Newest first. Words of `search` are found in name, task, project, variants and metadata.',
    input: z.object({
      search: z.string().max(500).default(''),
      status: z.enum(EXPERIMENT_STATUSES).optional(),
      limit: z.number().int().min(1).max(100).default(20),
      after: z.string().max(64).optional().describe('`next` of the answer before.'),
    }),
    output: z.object({ experiments: z.array(summary), next: z.string().nullable() }),
    readOnly: true,
    run: ({ search: text, ...rest }) =>
      context.home.use(async ({ bakeoff }) => {
        const { experiments, next } = await searchExperiments(bakeoff, { text, ...rest });
        const value = experiments.map(({ id, name, projectName, status, winner, createdAt }) => ({
          experimentId: id,
          name: oneLine(name, 120),
          project: projectName,
          status,
          winner,
          createdAt,
        }));
        return { value: { experiments: value, next }, text: experimentsTable(experiments) };
      }),
  });
}

function addGet(server: McpServer, context: McpContext): void {
  addTool(server, {
    name: 'get_experiment',
    title: 'Get an experiment',
    description: 'Status of an experiment and of its runs as they are now.',
    input,
    output: experimentDigestSchema,
    readOnly: true,
    run: ({ experimentId }) => withExperiment(context, experimentId, async ({ view, page }) => told(view, page)),
  });
}

function addWait(server: McpServer, context: McpContext): void {
  addTool(server, {
    name: 'wait_for_experiment',
    title: 'Wait for an experiment',
    description:
      'Waits until the experiment is over or needs the person, at most `timeoutSeconds`. While `settled` is false, call it again.',
    input: input.extend({ timeoutSeconds: z.number().min(0).max(LONGEST_WAIT_S).default(45) }),
    output: experimentDigestSchema,
    readOnly: true,
    run: ({ experimentId, timeoutSeconds }, signal) =>
      withExperiment(context, experimentId, async ({ session, view }) => {
        if (!isSettled(view)) await context.home.ensureUp(session);
        const last = await waitUntilSettled({
          read: () => session.bakeoff.experiments.get(view.id),
          isSettled,
          onChange: (listener) => listenTo(session, view.id, listener),
          timeoutMs: timeoutSeconds * 1000,
          signal,
        });
        if (!last) refuse({ type: 'not_found', message: 'The experiment was deleted meanwhile.', remedy: '' });
        return told(last, await context.home.pageOf(`/experiments/${view.id}`));
      }),
  });
}

export async function listenTo(session: Session, id: string, listener: () => void): Promise<() => void> {
  const listening = await session.listen((signal) => {
    if (signal.type === 'resync' || (signal.type === 'experiment' && signal.id === id)) listener();
  });
  // A connection that can't be closed any more is closed.
  return () => void listening.close().catch(() => {});
}

function addCompare(server: McpServer, context: McpContext): void {
  addTool(server, {
    name: 'compare_experiment',
    title: 'Compare the runs of an experiment',
    description:
      'The scoreboard: gates, tests, metrics and effort of the base and of each run. `*` marks the best of a row among runs that passed; unknown is never good.',
    input,
    output: comparisonSchema,
    readOnly: true,
    run: ({ experimentId }) =>
      withExperiment(context, experimentId, async ({ view }) => ({
        value: comparisonObject(view),
        text: comparisonText(view),
      })),
  });
}

function addCancel(server: McpServer, context: McpContext): void {
  addTool(server, {
    name: 'cancel_experiment',
    title: 'Stop an experiment',
    description: 'Stops all runs of an experiment, or planning. What was done so far is kept.',
    input,
    output: z.object({ experimentId: z.string(), status: z.literal('cancelling') }),
    destructive: true,
    run: ({ experimentId }) =>
      withExperiment(context, experimentId, async ({ session, view }) => {
        const { plans, experiments } = session.bakeoff;
        const cancelled = await (view.kind === 'plan' ? plans : experiments).cancel(view.id);
        if (!cancelled.ok) refuse(cancelled.error);
        // Whoever owns the runs stops them.
        if (!isSettled(view)) await context.home.ensureUp(session);
        return {
          value: { experimentId: view.id, status: 'cancelling' as const },
          text: 'It is being stopped; wait_for_experiment tells when it is.',
        };
      }),
  });
}

function told(view: ExperimentView, page: string | null) {
  const value = experimentDigest(view, page);
  const next = value.settled
    ? 'It is settled: compare_experiment shows the scoreboard, propose_merge what a merge would do.'
    : 'It goes on: call wait_for_experiment.';
  const lines = [
    `${plain(view.name)} (${view.id}): ${view.status}`,
    runsTable(view),
    ...(view.verdict ? [plain(view.verdict)] : []),
    ...(page ? [`Page for the person: ${page}`] : []),
    next,
  ];
  return { value, text: lines.join('\n') };
}
