import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Common } from '@/bin/cli/commands/read';
import { follow } from '@/bin/cli/follow';
import { findExperiment, findRun } from '@/bin/cli/lookup';
import { done, InputError, type Outcome, refused } from '@/bin/cli/outcome';
import { exitCodeOf } from '@/bin/cli/exit-code';
import { experimentResult, mergeResult, undoResult } from '@/lib/schemas/result';
import { withSession, withWorker } from '@/bin/cli/session';
import { experimentText, table } from '@/bin/cli/tables';
import { plain } from '@/lib/core/plain-text';
import { formatBytes } from '@/lib/core/display';
import { parseAge } from '@/lib/core/duration';
import type { MergeMethod } from '@/lib/core/repository';
import { isTerminalRun } from '@/lib/core/run-status';
import type { Bakeoff, Refusal } from '@/lib/services/bakeoff';
import { stopRequests } from '@/workers/supervisor/stop-requests';

const METHODS: readonly MergeMethod[] = ['squash', 'merge', 'rebase'];
const STOP_TIMEOUT_MS = 5000;
const POLL_MS = 50;

export function checkoutCommand(common: Common, input: { run: string; dir?: string }): Promise<Outcome> {
  return withSession(common, async ({ bakeoff }) => {
    const run = await findRun(bakeoff, input.run);
    const dir = input.dir === undefined ? null : path.resolve(input.dir);
    const result = await bakeoff.runs.checkout({ runId: run.id, dir });
    if (!result.ok) return refused(result.error);
    const { worktree, fetchCommand } = result.value;
    return done(result.value, worktree ? `Checked out on branch ${worktree.branch} in ${worktree.dir}` : fetchCommand);
  });
}

export type MergeInput = { run: string; target?: string; method: string };

export function mergeCommand(common: Common, input: MergeInput): Promise<Outcome> {
  const method = METHODS.find((known) => known === input.method);
  if (!method) throw badOption(`"${input.method}" is not a way to merge.`, `Give --method ${METHODS.join(', ')}.`);
  return withSession(common, async ({ bakeoff }) => {
    const run = await findRun(bakeoff, input.run);
    const target = input.target ?? null;
    const result = await bakeoff.merges.merge({ runId: run.id, target, method });
    if (!result.ok) return mergeRefused(result.error, target);
    const { id, commitSha, target: branch } = result.value;
    const text = `Merged ${plain(run.variant.key)} into ${plain(branch)} as ${commitSha.slice(0, 10)} (merge ${id}).`;
    return done(mergeResult(result.value), `${text}\nUndo it with: bakeoff undo ${id}`);
  });
}

function mergeRefused(error: Refusal, target: string | null): Outcome {
  return refused(error, { mergeId: null, status: 'refused', commit: null, previous: null, target, error });
}

export function undoCommand(common: Common, mergeId: string): Promise<Outcome> {
  return withSession(common, async ({ bakeoff }) => {
    const result = await bakeoff.merges.undo(mergeId);
    if (!result.ok) return refused(result.error, { mergeId, status: 'refused', error: result.error });
    const { target, previousSha } = result.value;
    const text = `${plain(target)} is back at ${previousSha.slice(0, 10)}.`;
    return done(undoResult(mergeId), text);
  });
}

/** An experiment with all its runs, or one run. */
export function cancelCommand(common: Common, id: string): Promise<Outcome> {
  return withSession(common, async (session) => {
    const { bakeoff } = session;
    const isRun = id.includes('/') || (await bakeoff.runs.get(id)) !== null;
    const target = isRun ? await findRun(bakeoff, id) : await findExperiment(bakeoff, id);
    return withWorker(session, async () => {
      const result = isRun ? await bakeoff.runs.cancel(target.id) : await bakeoff.experiments.cancel(target.id);
      if (!result.ok) return refused(result.error);
      const runs = 'runs' in target ? target.runs : [target];
      const ids = runs.map((run) => run.id);
      const stopped = await waitUntilStopped(bakeoff, ids);
      const status = stopped ? 'cancelled' : 'cancelling';
      const wasOver = runs.every((run) => isTerminalRun(run.status));
      const text = wasOver ? 'It had already ended.' : 'Cancelled.';
      return done({ id: target.id, status }, stopped ? text : 'Cancelling; it has not stopped yet.');
    });
  });
}

function waitUntilStopped(bakeoff: Bakeoff, runs: string[]): Promise<boolean> {
  return waitUntil(async () => {
    const views = await Promise.all(runs.map((id) => bakeoff.runs.get(id)));
    return views.every((run) => run === null || isTerminalRun(run.status));
  });
}

async function waitUntil(isDone: () => Promise<boolean>): Promise<boolean> {
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  for (;;) {
    if (await isDone()) return true;
    if (Date.now() > deadline) return false;
    await sleep(POLL_MS);
  }
}

export function pauseCommand(common: Common, given: string): Promise<Outcome> {
  return stand(common, { given, paused: true });
}

export function resumeCommand(common: Common, given: string): Promise<Outcome> {
  return stand(common, { given, paused: false });
}

/** The worker that owns the run does it; until then the command waits, for a while. */
function stand(common: Common, { given, paused }: { given: string; paused: boolean }): Promise<Outcome> {
  return withSession(common, async ({ bakeoff }) => {
    const run = await findRun(bakeoff, given);
    const result = paused ? await bakeoff.runs.pause(run.id) : await bakeoff.runs.resume(run.id);
    if (!result.ok) return refused(result.error);
    const isDone = await waitUntil(async () => (await bakeoff.runs.get(run.id))?.paused === paused);
    const name = plain(run.variant.key);
    const [now, soon] = paused ? ['is paused', 'will pause in a moment'] : ['goes on', 'will go on in a moment'];
    return done({ runId: run.id, paused, done: isDone }, `${name} ${isDone ? now : soon}.`);
  });
}

/** Where a worker is up it goes on by itself; else this command is the worker until it is over. */
export function retryCommand(common: Common, given: string): Promise<Outcome> {
  return withSession(common, async (session) => {
    const run = await findRun(session.bakeoff, given);
    const isUp = (await session.liveWorkers()) > 0;
    const result = await session.bakeoff.runs.retry(run.id);
    if (!result.ok) return refused(result.error);
    const { runId } = result.value;
    if (isUp) return done({ runId, status: 'queued' }, runId);
    const stop = stopRequests();
    try {
      const view = await withWorker(session, () => follow(session, run.experimentId, stop));
      const exitCode = stop.first.aborted ? 130 : exitCodeOf(view);
      return { exitCode, json: { runId, ...experimentResult(view) }, text: experimentText(view) };
    } finally {
      stop.release();
    }
  });
}

export function deleteCommand(common: Common, id: string): Promise<Outcome> {
  return withSession(common, async ({ bakeoff }) => {
    const view = await findExperiment(bakeoff, id);
    const result = await bakeoff.experiments.remove(view.id);
    if (!result.ok) return refused(result.error);
    return done({ experimentId: view.id, status: 'deleted' }, `Deleted ${plain(view.name)} (${view.id}).`);
  });
}

export function cleanCommand(common: Common, input: { dryRun: boolean; olderThan: string }): Promise<Outcome> {
  const olderThanMs = readAge(input.olderThan);
  return withSession(common, async ({ bakeoff }) => {
    const result = await bakeoff.data.clean({ dryRun: input.dryRun, olderThanMs });
    const rows = result.removed.map((each) => [formatBytes(each.bytes), plain(each.what)]);
    const sum = `${input.dryRun ? 'Would free' : 'Freed'} ${formatBytes(result.bytes)}.`;
    return done(result, rows.length > 0 ? `${table(['SIZE', 'WHAT'], rows)}\n\n${sum}` : `Nothing to clean. ${sum}`);
  });
}

function readAge(text: string): number {
  const age = parseAge(text);
  if (age === null) throw badOption(`"${text}" is not an age.`, 'Write --older-than 7d, 12h or 0s.');
  return age;
}

function badOption(message: string, remedy: string): InputError {
  return new InputError({ type: 'invalid_option', message, remedy });
}
