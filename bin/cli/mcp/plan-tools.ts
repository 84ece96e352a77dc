import type { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { addTool, refuse } from '@/bin/cli/mcp/add-tool';
import { asData, DATA_NOTICE, head } from '@/bin/cli/mcp/agent-text';
import type { McpContext } from '@/bin/cli/mcp/context';
import { listenTo } from '@/bin/cli/mcp/experiment-tools';
import { problemText, sentExperiment, toLaunch } from '@/bin/cli/mcp/start-tools';
import type { Session } from '@/bin/cli/session';
import { plain } from '@/lib/core/plain-text';
import { agentOf } from '@/lib/schemas/plan/apply-plan';
import { PLAN_COUNT, PLAN_KINDS } from '@/lib/schemas/plan/schema';
import type { PlanView } from '@/lib/schemas/plan/view';
import { waitUntilSettled } from '@/lib/services/wait-until-settled';

const LONGEST_WAIT_S = 300;
const FILE_CHARACTERS = 50_000;

const input = z.object({
  planId: z.string().min(1).max(64).optional().describe('Go on waiting for this plan; the rest is then left out.'),
  request: z.string().max(50_000).optional().describe('What is to be planned.'),
  agent: z.string().max(200).optional().describe('Who plans; default: the agent of the first variant of `experiment`.'),
  model: z.string().min(1).max(200).optional(),
  kind: z.enum(PLAN_KINDS).default('approaches').describe('To one task, or tasks that depend on each other.'),
  count: z.number().int().optional().describe('So many approaches (3), or so many subtasks at most (10).'),
  experiment: sentExperiment
    .optional()
    .describe('The start of an experiment file, which the plan is put into; default: the project in this folder.'),
  timeoutSeconds: z.number().min(0).max(LONGEST_WAIT_S).default(45),
});
type Asked = z.output<typeof input>;

const output = z.object({
  planId: z.string(),
  status: z.enum(['working', 'ready', 'invalid', 'failed', 'cancelled']),
  attempts: z.number(),
  runId: z.string().nullable().describe('The run that plans; read_log tells what it does.'),
  agentTexts: z.object({
    notice: z.literal(DATA_NOTICE),
    file: z.string().describe('The experiment file with the plan in it.'),
    notes: z.string(),
    problems: z.array(z.string()),
    rawText: z.string(),
  }),
});

export function addPlanTools(server: McpServer, context: McpContext): void {
  addTool(server, {
    name: 'plan_experiment',
    title: 'Let an agent plan an experiment',
    description:
      'Asks an agent for variants, in a sandbox on the base, and waits for its plan at most `timeoutSeconds`. While `status` is working, call it again with `planId`. Nothing of the plan is started: show it to the person, then start_experiment starts the file.',
    input,
    output,
    run: (asked, signal) =>
      context.home.use(async (session) => {
        const id = asked.planId ?? (await start(context, session, asked));
        const known = await session.bakeoff.plans.get(id);
        if (known?.status === 'working') await context.home.ensureUp(session);
        const plan = await waitUntilSettled({
          read: () => session.bakeoff.plans.get(id),
          isSettled: ({ status }) => status !== 'working',
          onChange: (listener) => listenTo(session, id, listener),
          timeoutMs: asked.timeoutSeconds * 1000,
          signal,
        });
        if (!plan) {
          const message = `There is no plan "${plain(id)}".`;
          refuse({ type: 'not_found', message, remedy: 'Call plan_experiment with a request.' });
        }
        return told(plan);
      }),
  });
}

async function start(context: McpContext, session: Session, asked: Asked): Promise<string> {
  const { request, kind, model = null, count = PLAN_COUNT[kind] } = asked;
  if (request === undefined) {
    const message = 'Nothing is said that should be planned.';
    refuse({ type: 'invalid_option', message, remedy: 'Give `request`, or `planId` of a plan that was asked for.' });
  }
  const launch = toLaunch(context, asked.experiment ?? { project: context.settings.workingDir });
  const agent = asked.agent ?? agentOf(launch.text);
  if (agent === null) {
    const message = 'No agent is named that should plan.';
    refuse({ type: 'invalid_option', message, remedy: 'Give `agent`; list_agents names those that are ready.' });
  }
  const started = await session.bakeoff.plans.start({ ...launch, request, kind, count, agent, model, existing: [] });
  if (started.ok) return started.value.planId;
  const remedy = 'Correct it and call plan_experiment again; nothing was started.';
  return refuse({ type: 'invalid_experiment', message: problemText(started.error.problems), remedy });
}

function told(view: PlanView) {
  const agentTexts = {
    notice: DATA_NOTICE,
    file: view.file ?? '',
    notes: plain(view.plan?.notes ?? ''),
    problems: view.problems.map((problem) => plain(problem)),
    rawText: head(plain(view.rawText ?? ''), FILE_CHARACTERS),
  } as const;
  const { id: planId, status, attempts, runId } = view;
  const text = [
    `Plan ${planId}: ${status}`,
    asData('Experiment file of the plan', head(plain(agentTexts.file), FILE_CHARACTERS)),
    asData('What the person should know', agentTexts.notes),
    asData('Why there is no plan', agentTexts.problems.join('\n')),
    asData('What the agent answered', agentTexts.rawText),
    NEXT[status],
  ];
  return {
    value: { planId, status, attempts, runId, agentTexts },
    text: text.filter((part) => part !== '').join('\n'),
  };
}

const NEXT: Record<PlanView['status'], string> = {
  working: 'It is being planned: call plan_experiment with this planId again. cancel_experiment with it stops it.',
  ready: 'Nothing was started. Show the plan to the person; start_experiment starts the file once they agree.',
  invalid: 'What it answered is no plan. Ask again, or write the variants yourself.',
  failed: 'There is no plan.',
  cancelled: 'It was stopped.',
};
