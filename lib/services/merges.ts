import { completeSpec, completeVariant } from '@/lib/core/complete-spec';
import type { MergeMethod } from '@/lib/core/repository';
import { err, ok, type Result } from '@/lib/core/result';
import { runLabel } from '@/lib/core/variant-letter';
import { findMerge, recordMerge, recordUndo } from '@/lib/db/merges';
import { getRun, type RunRow } from '@/lib/db/runs';
import type { MergePreviewView, MergeView } from '@/lib/schemas/view';
import type { Bakeoff, Refusal } from '@/lib/services/bakeoff';
import { notFound } from '@/lib/services/not-found';
import type { Deps } from '@/lib/services/ports';
import { toMergeView } from '@/lib/services/views';

export function mergeServices(deps: Deps): Bakeoff['merges'] {
  return {
    preview: (input) => preview(deps, input),
    merge: (input) => merge(deps, input),
    undo: (id) => undo(deps, id),
    push: (input) => push(deps, input),
  };
}

type MergeInput = { runId: string; target: string | null; method: MergeMethod };

type Prepared = {
  run: RunRow;
  request: { hub: string; repoPath: string; target: string; baseSha: string; resultSha: string; method: MergeMethod };
};

async function prepare(deps: Deps, input: MergeInput): Promise<Result<Prepared, Refusal>> {
  const run = await getRun(deps.db, input.runId);
  if (!run) return err(notFound('run'));
  if (!run.resultSha) {
    return err({
      type: 'nothing_to_merge',
      message: 'The run has no result.',
      remedy: 'Merge a run that has ended.',
    });
  }
  const { experiment } = run;
  const target = input.target ?? (await defaultTarget(deps, run));
  if (target === null) {
    return err({
      type: 'target_missing',
      message: 'The experiment started from a commit, not from a branch, so there is no branch to merge into.',
      remedy: 'Name the target branch.',
    });
  }
  const request = {
    hub: deps.paths.hub(experiment.projectId),
    repoPath: experiment.project.repoPath,
    target,
    baseSha: experiment.baseSha,
    resultSha: run.resultSha,
    method: input.method,
  };
  return ok({ run, request });
}

/** The base branch; for a base that is no branch, the project's current one. */
async function defaultTarget(deps: Deps, run: RunRow): Promise<string | null> {
  const inspected = await deps.git.inspect(run.experiment.project.repoPath);
  if (!inspected.ok) return run.experiment.baseRef;
  const { branches, currentBranch } = inspected.value;
  const base = run.experiment.baseRef;
  return base && branches.some((branch) => branch.name === base) ? base : currentBranch;
}

async function preview(deps: Deps, input: MergeInput): Promise<MergePreviewView> {
  const prepared = await prepare(deps, input);
  if (!prepared.ok) return { preview: null, refusal: toFailure(prepared.error), message: '' };
  const message = commitMessage(prepared.value.run);
  const result = await deps.git.previewMerge(prepared.value.request);
  if (result.ok) return { preview: result.value, refusal: null, message };
  return { preview: null, refusal: toFailure(result.error), message };
}

function toFailure(refusal: Refusal): NonNullable<MergePreviewView['refusal']> {
  return { type: 'system', message: refusal.message, remedy: refusal.remedy };
}

/** Subject, the agent's summary, and trailers that name where it came from. */
export function commitMessage(run: RunRow): string {
  const spec = completeSpec(run.experiment.spec);
  const variant = completeVariant(run.variant.spec);
  const subject = oneLine(spec.name || spec.task, 68);
  const approach = variant.approach ? `Approach: ${oneLine(variant.approach, 200)}\n\n` : '';
  const trailers = [
    `Bakeoff-Experiment: ${run.experimentId}`,
    `Bakeoff-Variant: ${variant.id} (${runLabel(run.variant.position, run.repeat, variant.repeats)})`,
    `Bakeoff-Run: ${run.id}`,
    `Bakeoff-Agent: ${oneLine([run.variant.agent, run.variant.model].filter(Boolean).join(' '), 80)}`,
  ];
  return `${subject}\n\n${approach}${trailers.join('\n')}\n`;
}

function oneLine(text: string, max: number): string {
  // oxlint-disable-next-line no-control-regex -- a commit subject holds no control characters
  const line = text.replace(/[\s\u0000-\u001F\u007F]+/g, ' ').trim();
  return line.length > max ? `${line.slice(0, max - 1)}…` : line;
}

async function merge(deps: Deps, input: MergeInput): Promise<Result<MergeView, Refusal>> {
  const prepared = await prepare(deps, input);
  if (!prepared.ok) return prepared;
  const { run, request } = prepared.value;
  const done = await deps.git.merge({ ...request, message: commitMessage(run) });
  if (!done.ok) return done;
  const row = await recordMerge(deps.db, {
    experimentId: run.experimentId,
    runId: run.id,
    target: request.target,
    method: request.method,
    ...done.value,
  });
  return ok(toMergeView(row));
}

async function undo(deps: Deps, id: string): Promise<Result<MergeView, Refusal>> {
  const row = await findMerge(deps.db, id);
  if (!row) return err(notFound('merge'));
  if (row.status === 'undone') return ok(toMergeView(row));
  const done = await deps.git.undo({
    repoPath: row.experiment.project.repoPath,
    target: row.target,
    previousSha: row.previousSha,
    commitSha: row.commitSha,
  });
  return done.ok ? ok(toMergeView(await recordUndo(deps.db, id))) : done;
}

async function push(
  deps: Deps,
  input: { runId: string; branch: string },
): Promise<Result<{ remote: string; branch: string }, Refusal>> {
  const run = await getRun(deps.db, input.runId);
  if (!run?.resultSha) return err(notFound('result'));
  return deps.git.push({
    repoPath: run.experiment.project.repoPath,
    hub: deps.paths.hub(run.experiment.projectId),
    sha: run.resultSha,
    branch: input.branch,
  });
}
