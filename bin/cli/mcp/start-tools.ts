import type { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { addTool, refuse } from '@/bin/cli/mcp/add-tool';
import type { McpContext } from '@/bin/cli/mcp/context';
import { oneLine, plain } from '@/lib/core/plain-text';
import { problemSchema } from '@/lib/schemas/api/refusal';
import type { FileProblem } from '@/lib/schemas/experiment-file';
import type { LaunchInput } from '@/lib/services/bakeoff';

export const sentExperiment = z.union([z.string().max(1_000_000), z.record(z.string(), z.unknown())]);

const input = z.object({
  experiment: sentExperiment.describe(
    'The experiment file: YAML or JSON text, or the same as an object. See the server instructions.',
  ),
});

export function addStartTools(server: McpServer, context: McpContext): void {
  addValidate(server, context);
  addStart(server, context);
  addListAgents(server, context);
  addListTemplates(server, context);
}

function addValidate(server: McpServer, context: McpContext): void {
  addTool(server, {
    name: 'validate_experiment',
    title: 'Check an experiment file',
    description: 'Lists every problem of an experiment file with its place. Starts nothing.',
    input,
    output: z.object({ valid: z.boolean(), problems: z.array(problemSchema) }),
    readOnly: true,
    run: ({ experiment }) =>
      context.home.use(async ({ bakeoff }) => {
        const problems = await bakeoff.experiments.validate(toLaunch(context, experiment));
        const text = problems.length === 0 ? 'It is valid; start_experiment starts it.' : problemText(problems);
        return { value: { valid: problems.length === 0, problems }, text };
      }),
  });
}

function addStart(server: McpServer, context: McpContext): void {
  addTool(server, {
    name: 'start_experiment',
    title: 'Start an experiment',
    description:
      'Starts the variants of an experiment file, each in a sandbox of its own, and returns at once. It goes on when this client leaves. Follow it with wait_for_experiment. Agents cost money: start what the person asked for.',
    input,
    output: z.object({ experimentId: z.string(), status: z.literal('queued'), page: z.string().nullable() }),
    run: ({ experiment }) =>
      context.home.use(async (session) => {
        const launched = await session.bakeoff.experiments.launch(toLaunch(context, experiment));
        if (!launched.ok) {
          const remedy = 'Correct it and call start_experiment again; nothing was started.';
          refuse({ type: 'invalid_experiment', message: problemText(launched.error.problems), remedy });
        }
        await context.home.ensureUp(session);
        const { experimentId } = launched.value;
        const page = await context.home.pageOf(`/experiments/${experimentId}`);
        const text = `Started experiment ${experimentId}.${page ? ` The person can watch it at ${page}.` : ''} Call wait_for_experiment next.`;
        return { value: { experimentId, status: 'queued' as const, page }, text };
      }),
  });
}

function addListAgents(server: McpServer, context: McpContext): void {
  const agent = z.object({
    name: z.string(),
    status: z.string(),
    version: z.string().nullable(),
    models: z.array(z.string()),
  });
  addTool(server, {
    name: 'list_agents',
    title: 'List agents and sandboxes of this computer',
    description: 'Names for `agent:` in an experiment file, whether each is ready, and what runs are locked in with.',
    input: z.object({}),
    output: z.object({ agents: z.array(agent), sandbox: z.string().nullable() }),
    readOnly: true,
    run: () =>
      context.home.use(async ({ bakeoff }) => {
        const [found, host] = await Promise.all([bakeoff.agents.list(), bakeoff.host.get()]);
        const agents = found.map(({ name, status, version, models }) => ({ name, status, version, models }));
        const lines = agents.map(
          ({ name, status, version }) => `${name}: ${[status, version].filter(Boolean).join(', ')}`,
        );
        const sandbox = host.automatic ?? 'nothing; the person has to agree that agents run without isolation';
        return {
          value: { agents, sandbox: host.automatic },
          text: [...lines, `Runs are locked in with ${sandbox}.`].join('\n'),
        };
      }),
  });
}

function addListTemplates(server: McpServer, context: McpContext): void {
  const template = z.object({
    name: z.string(),
    title: z.string(),
    description: z.string(),
    origin: z.enum(['built-in', 'own']),
    problems: z.array(z.string()),
    text: z.string().nullable().describe('The experiment file, of the one that was named.'),
  });
  addTool(server, {
    name: 'list_templates',
    title: 'List templates',
    description:
      'Experiment files to begin with: patterns such as a race, a fallback, stages or a panel. With `name` the text of one: change it, then start_experiment.',
    input: z.object({ name: z.string().max(60).optional().describe('Only this one, with its text.') }),
    output: z.object({ templates: z.array(template) }),
    readOnly: true,
    run: ({ name }) =>
      context.home.use(async ({ bakeoff }) => {
        const found = (await bakeoff.templates.list()).filter((each) => name === undefined || each.name === name);
        if (name !== undefined && found.length === 0) {
          const message = `There is no template "${plain(name)}".`;
          refuse({ type: 'not_found', message, remedy: 'list_templates without a name lists them.' });
        }
        const templates = found.map(({ name: of, title, description, origin, problems, text }) => {
          return { name: of, title, description, origin, problems, text: name === undefined ? null : text };
        });
        const lines = templates.map((each) => `${each.name}: ${oneLine(each.title, 120)}`);
        const texts = templates.flatMap(({ text }) => (text === null ? [] : [plain(text)]));
        return { value: { templates }, text: [...lines, ...texts].join('\n') };
      }),
  });
}

/** Written by an agent: it can not agree to what a person has to agree to. */
export function toLaunch({ settings }: McpContext, experiment: string | Record<string, unknown>): LaunchInput {
  const { workingDir, allowProcess } = settings;
  const text = typeof experiment === 'string' ? experiment : JSON.stringify(experiment, null, 2);
  return { text, workingDir, allowProcess, author: 'agent' };
}

export function problemText(problems: FileProblem[]): string {
  return problems
    .map(({ line, column, message }) =>
      plain(line === null ? message : `line ${line}, column ${column}: ${oneLine(message, 500)}`),
    )
    .join('\n');
}
