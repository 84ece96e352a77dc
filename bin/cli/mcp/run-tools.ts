import type { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { addTool, refuse } from '@/bin/cli/mcp/add-tool';
import { asData, DATA_NOTICE, head, tail } from '@/bin/cli/mcp/agent-text';
import { type McpContext, withRun } from '@/bin/cli/mcp/context';
import { formatStats } from '@/lib/core/display';
import { oneLine, plain } from '@/lib/core/plain-text';
import { TRANSCRIPT_FILTERS } from '@/lib/core/transcript-filter';
import { runDetail, runDetailSchema } from '@/lib/schemas/api/experiment-object';
import { fileChangeSchema } from '@/lib/schemas/api/objects';
import { readRunLog } from '@/lib/services/run-log';

const TEXT_CHARACTERS = 4000;
const MAX_FILES = 300;
const input = z.object({
  runId: z.string().min(1).max(200).describe('Id of a run, the beginning of it, or `EXPERIMENT/variant`.'),
});
const notice = z.literal(DATA_NOTICE);

export function addRunTools(server: McpServer, context: McpContext): void {
  addGet(server, context);
  addDiff(server, context);
  addLog(server, context);
}

const toldSchema = runDetailSchema.pick({
  experimentId: true,
  runId: true,
  variant: true,
  agentId: true,
  stage: true,
  status: true,
  success: true,
  superseded: true,
  waitsFor: true,
  stopReason: true,
  durationMs: true,
  exitCode: true,
  tests: true,
  diffStats: true,
  metrics: true,
  tokens: true,
  costUsd: true,
  error: true,
  resultSha: true,
});

const gateDigest = z.object({ name: z.string(), status: z.string(), exitCode: z.number().nullable() });

function addGet(server: McpServer, context: McpContext): void {
  addTool(server, {
    name: 'get_run',
    title: 'Get a run',
    description: 'How a run went: gates, tests, metrics, cost, and what its agent said last.',
    input,
    output: toldSchema.extend({
      gates: z.array(gateDigest),
      page: z.string().nullable(),
      agentTexts: z.object({ notice, summary: z.string(), stdout: z.string(), stderr: z.string(), tests: z.string() }),
    }),
    readOnly: true,
    run: ({ runId }) =>
      withRun(context, runId, async ({ session, run, page }) => {
        const experiment = await session.bakeoff.experiments.get(run.experimentId);
        if (!experiment) refuse({ type: 'not_found', message: 'Its experiment was deleted.', remedy: '' });
        const detail = runDetail(run, experiment);
        const agentTexts = {
          notice: DATA_NOTICE,
          summary: tail(detail.summary, TEXT_CHARACTERS),
          stdout: tail(detail.stdout, TEXT_CHARACTERS),
          stderr: tail(detail.stderr, TEXT_CHARACTERS),
          tests: tail(detail.testOutput, TEXT_CHARACTERS),
        } as const;
        const gates = run.gates.map(({ name, status, exitCode }) => ({ name, status, exitCode }));
        const lines = [
          `Run ${run.id} of ${plain(run.variant.key)}: ${run.status}, changes ${formatStats(run.diffStats)}`,
          ...gates.map(({ name, status }) => `Gate ${oneLine(name, 100)}: ${status}`),
          ...(run.error ? [`${oneLine(run.error.message, 500)} ${oneLine(run.error.remedy, 500)}`] : []),
          asData('What the agent said last', agentTexts.summary),
          asData('End of the test output', agentTexts.tests),
        ];
        const text = lines.filter((line) => line !== '').join('\n');
        return { value: { ...toldSchema.parse(detail), gates, page, agentTexts }, text };
      }),
  });
}

function addDiff(server: McpServer, context: McpContext): void {
  addTool(server, {
    name: 'read_diff',
    title: 'Read what a run changed',
    description: 'The changed files and the patch against the base, or against another run of the same experiment.',
    input: input.extend({
      against: z.string().max(64).default('base').describe('`base`, or the whole id of another run.'),
      offset: z.number().int().min(0).default(0).describe('Go on in the patch behind so many characters.'),
      maxCharacters: z.number().int().min(100).max(50_000).default(20_000),
    }),
    output: z.object({
      files: z.array(
        fileChangeSchema.pick({ path: true, oldPath: true, change: true, linesAdded: true, linesRemoved: true }),
      ),
      filesChanged: z.number(),
      nextOffset: z.number().nullable().describe('Null: this is the end of the patch.'),
      agentTexts: z.object({ notice, patch: z.string() }),
    }),
    readOnly: true,
    run: ({ runId, against, offset, maxCharacters }) =>
      withRun(context, runId, async ({ session, run }) => {
        const diff = await session.bakeoff.runs.diff({ runId: run.id, against });
        if (!diff.ok) refuse(diff.error);
        const { files, patch: whole, stats } = diff.value;
        const patch = whole.slice(offset, offset + maxCharacters);
        const end = offset + patch.length;
        const nextOffset = end < whole.length ? end : null;
        const shown = files.slice(0, MAX_FILES).map((file) => ({
          path: file.path,
          oldPath: file.oldPath,
          change: file.change,
          linesAdded: file.linesAdded,
          linesRemoved: file.linesRemoved,
        }));
        const more = nextOffset === null ? '' : `\nThere is more: call read_diff again with offset ${nextOffset}.`;
        const text = `${formatStats(stats)}\n${asData('Patch', plain(patch))}${more}`;
        const agentTexts = { notice: DATA_NOTICE, patch } as const;
        return { value: { files: shown, filesChanged: stats.filesChanged, nextOffset, agentTexts }, text };
      }),
  });
}

function addLog(server: McpServer, context: McpContext): void {
  addTool(server, {
    name: 'read_log',
    title: 'Read what a run did and said',
    description:
      'The end of the log of a run, whole or narrowed: set-up, messages and tool calls of the agent, gates, metrics.',
    input: input.extend({
      only: z.enum(TRANSCRIPT_FILTERS).optional().describe('Only entries of this kind.'),
      search: z.string().max(500).default('').describe('Only entries that hold this text, in whatever case.'),
      maxCharacters: z.number().int().min(100).max(50_000).default(12_000),
    }),
    output: z.object({
      runId: z.string(),
      truncated: z.boolean().describe('The beginning is left out.'),
      agentTexts: z.object({ notice, log: z.string() }),
    }),
    readOnly: true,
    run: ({ runId, only = null, search, maxCharacters }) =>
      withRun(context, runId, async ({ session, run }) => {
        const narrowed = { run, only, search, maxChars: maxCharacters };
        const { text: log, truncated } = await readRunLog(session.bakeoff, narrowed);
        const text = log.trim() === '' ? 'There is nothing of that.' : asData('Log', head(log, maxCharacters + 100));
        return { value: { runId: run.id, truncated, agentTexts: { notice: DATA_NOTICE, log } as const }, text };
      }),
  });
}
