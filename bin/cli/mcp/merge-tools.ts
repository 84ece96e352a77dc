import type { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { addTool, refuse } from '@/bin/cli/mcp/add-tool';
import { type McpContext, withExperiment, withRun } from '@/bin/cli/mcp/context';
import { formatStats } from '@/lib/core/display';
import { oneLine, plain } from '@/lib/core/plain-text';
import { mergeMethodSchema, mergePreviewSchema } from '@/lib/schemas/api/objects';
import { mergeResult } from '@/lib/schemas/result';
import type { MergePreviewView } from '@/lib/schemas/view';

const input = z.object({
  runId: z.string().min(1).max(200).describe('Id of a run, the beginning of it, or `EXPERIMENT/variant`.'),
  target: z.string().min(1).max(500).optional().describe('A branch; default: the base branch.'),
  method: mergeMethodSchema.default('squash'),
});

export function addMergeTools(server: McpServer, context: McpContext): void {
  addPropose(server, context);
  addMerge(server, context);
  addUndo(server, context);
}

function addPropose(server: McpServer, context: McpContext): void {
  addTool(server, {
    name: 'propose_merge',
    title: 'Propose a merge',
    description:
      'Shows what merging a run would do to the branch as it is now, and where the person merges it. Changes nothing.',
    input,
    output: mergePreviewSchema.extend({ page: z.string().nullable(), mayMerge: z.boolean() }),
    readOnly: true,
    run: ({ runId, target = null, method }) =>
      withRun(context, runId, async ({ session, run }) => {
        // Where it can be merged must be up when the person goes there.
        await context.home.ensureUp(session);
        const page = await context.home.pageOf(`/experiments/${run.experimentId}`);
        const preview = await session.bakeoff.merges.preview({ runId: run.id, target, method });
        const { allowMerge } = context.settings;
        const how = allowMerge ? 'merge merges it.' : personMerges(page);
        const text = `${previewText(preview)}\n${how}`;
        return { value: { ...preview, page, mayMerge: allowMerge }, text };
      }),
  });
}

function addMerge(server: McpServer, context: McpContext): void {
  addTool(server, {
    name: 'merge',
    title: 'Merge a run',
    description: context.settings.allowMerge
      ? 'Brings the result of a run into the branch. undo_merge takes it back.'
      : 'Only the person merges here: this tells where. Use propose_merge.',
    input,
    output: z.object({
      mergeId: z.string(),
      status: z.literal('merged'),
      commit: z.string(),
      previous: z.string(),
      target: z.string(),
      error: z.null(),
    }),
    destructive: true,
    run: ({ runId, target = null, method }) =>
      withRun(context, runId, async ({ session, run }) => {
        if (!context.settings.allowMerge) {
          await context.home.ensureUp(session);
          refuseChange('merge', await context.home.pageOf(`/experiments/${run.experimentId}`));
        }
        const merged = await session.bakeoff.merges.merge({ runId: run.id, target, method });
        if (!merged.ok) refuse(merged.error);
        const { id, target: branch, commitSha } = merged.value;
        const text = `Merged into ${plain(branch)} as ${commitSha.slice(0, 10)} (merge ${id}). undo_merge takes it back.`;
        return { value: mergeResult(merged.value), text };
      }),
  });
}

function addUndo(server: McpServer, context: McpContext): void {
  addTool(server, {
    name: 'undo_merge',
    title: 'Take a merge back',
    description: context.settings.allowMerge
      ? 'Puts the branch back to exactly the commit it had before a merge of this experiment.'
      : 'Only the person undoes a merge here: this tells where.',
    input: z.object({
      experimentId: z.string().min(1).max(64),
      mergeId: z.string().min(1).max(64).describe('As merge or get_experiment says it.'),
    }),
    output: z.object({ mergeId: z.string(), status: z.literal('undone'), target: z.string(), commit: z.string() }),
    destructive: true,
    run: ({ experimentId, mergeId }) =>
      withExperiment(context, experimentId, async ({ session, view }) => {
        if (!context.settings.allowMerge) {
          await context.home.ensureUp(session);
          refuseChange('undo', await context.home.pageOf(`/experiments/${view.id}`));
        }
        if (!view.merges.some((merge) => merge.id === mergeId)) {
          refuse({ type: 'not_found', message: 'There is no such merge.', remedy: 'get_experiment lists them.' });
        }
        const undone = await session.bakeoff.merges.undo(mergeId);
        if (!undone.ok) refuse(undone.error);
        const { target, previousSha } = undone.value;
        const value = { mergeId, status: 'undone' as const, target, commit: previousSha };
        return { value, text: `${plain(target)} is back at ${previousSha.slice(0, 10)}.` };
      }),
  });
}

function refuseChange(what: 'merge' | 'undo', page: string | null): never {
  const button = what === 'merge' ? 'Merge' : 'Undo';
  refuse({
    type: 'person_needed',
    message: `Only the person may ${what} here.`,
    remedy: `Ask them to press ${button}${page ? ` at ${page}` : ' on the page of the experiment'}, or to start \`bakeoff mcp --allow-merge\`.`,
  });
}

function personMerges(page: string | null): string {
  return `The person decides: ask them to press Merge${page ? ` at ${page}` : ' on the page of the experiment'}.`;
}

function previewText({ preview, refusal, message }: MergePreviewView): string {
  if (refusal) return `It can not be merged as it is. ${oneLine(refusal.message, 500)} ${oneLine(refusal.remedy, 500)}`;
  if (!preview) return 'It can not be merged as it is.';
  const { conflicts, blockedBy, behindBy, stats } = preview;
  return [
    `It would change ${formatStats(stats)}; the branch is ${behindBy} commits ahead of the base.`,
    ...(conflicts.length > 0 ? [`It conflicts in ${fileNames(conflicts)}.`] : ['It merges cleanly.']),
    ...(blockedBy.length > 0 ? [`Uncommitted changes are in the way: ${fileNames(blockedBy)}.`] : []),
    `Commit: ${oneLine(message.split('\n')[0] ?? '', 200)}`,
  ].join('\n');
}

function fileNames(names: string[]): string {
  const shown = names.slice(0, 20).map((name) => oneLine(name, 200));
  return names.length > shown.length ? `${shown.join(', ')} and ${names.length - shown.length} more` : shown.join(', ');
}
