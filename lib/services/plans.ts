/** Plans that an agent writes: a run reads the repository and answers; the person decides what becomes of it. */
import { answerOf } from '@/lib/core/answer';
import { err, ok, type Result } from '@/lib/core/result';
import { isTerminalExperiment } from '@/lib/core/run-status';
import { listAgents, saveAgents } from '@/lib/db/agents';
import { createPlan, getPlan, listAnswer, savePlanOutcome, type PlanRow } from '@/lib/db/plans';
import type { FileProblem } from '@/lib/schemas/experiment-file';
import { fieldOf, readDraft } from '@/lib/schemas/experiment-file/draft';
import { problemAt } from '@/lib/schemas/experiment-file/problem-at';
import { planFile } from '@/lib/schemas/plan/apply-plan';
import { parsePlan } from '@/lib/schemas/plan/parse-plan';
import { PLAN_FILE, planPrompt, problemsPrompt } from '@/lib/schemas/plan/prompt';
import { MAX_PLANNED, type Plan, type PlanOutcome, type PlanRequest } from '@/lib/schemas/plan/schema';
import type { ExperimentView, RunView } from '@/lib/schemas/view';
import type { PlanView } from '@/lib/schemas/plan/view';
import type { Bakeoff, PlanInput } from '@/lib/services/bakeoff';
import { experimentServices, getView } from '@/lib/services/experiments';
import { plan, startPlanned } from '@/lib/services/launch';
import { notFound } from '@/lib/services/not-found';
import type { Deps } from '@/lib/services/ports';
import { runServices } from '@/lib/services/runs';

/** An answer that can not be used is sent back so often. */
const MAX_REPAIRS = 2;
const MAX_FILE_BYTES = 400_000;
const MAX_REQUEST_CHARS = 50_000;
const MAX_RAW_CHARS = 100_000;

export function planServices(deps: Deps): Bakeoff['plans'] {
  return {
    start: (input) => startPlan(deps, input),
    get: async (id) => {
      const row = await getPlan(deps.db, id);
      const view = row && (await getView(deps, id));
      return row && view ? toPlanView(row, view) : null;
    },
    cancel: async (id) => {
      const row = await getPlan(deps.db, id);
      if (!row) return err(notFound('plan'));
      // Also where its run has just ended: the next question is not asked then.
      await deps.db.prisma.experiment.update({ where: { id }, data: { cancelledAt: deps.clock.now() } });
      return experimentServices(deps).cancel(id);
    },
  };
}

type Started = Result<{ planId: string }, { problems: FileProblem[] }>;

async function startPlan(deps: Deps, input: PlanInput): Promise<Started> {
  const { text, kind, agent, model, existing } = input;
  const wrong = inputProblem(input);
  if (wrong) return err({ problems: [unplaced(wrong)] });
  const { data, problems } = readDraft(text);
  if (!data) return err({ problems });
  const { request, count } = input;
  const asked: PlanRequest = { kind, count, request: request.trim(), agent, model, existing, text, agents: [] };
  asked.agents = await knownAgents(deps, data, agent);
  const planned = await plan(deps, { ...input, text: JSON.stringify(planningFile(data, asked)) });
  if (!planned.ok) return err({ problems: planned.error.problems.map((problem) => placeIn(text, problem)) });
  const planId = await startPlanned(deps, planned.value, {
    source: JSON.stringify(planningFile(data, asked), null, 2),
    kind: 'plan',
    within: (tx, id) => createPlan(tx, id, asked),
  });
  return ok({ planId });
}

function inputProblem({ request, kind, count }: PlanInput): string | null {
  if (request.trim() === '') return 'The request is empty; write what is to be planned.';
  if (request.length > MAX_REQUEST_CHARS) return `The request is longer than ${MAX_REQUEST_CHARS} characters.`;
  const most = MAX_PLANNED[kind];
  const isCount = Number.isInteger(count) && count >= 1 && count <= most;
  return isCount ? null : `The number of ${kind} is not a whole number from 1 to ${most}.`;
}

/** The experiment in which the plan is made: nothing but reading, with no more network than the agent itself needs. */
function planningFile(data: Record<string, unknown>, asked: PlanRequest): Record<string, unknown> {
  const { agent, model, request } = asked;
  const sandbox = pick(fieldOf(data, ['sandbox']), SANDBOX_KEYS);
  const network = fieldOf(data, ['sandbox', 'network']) === 'none' ? 'none' : 'agents-only';
  const title = request.split(/\r?\n/)[0]?.trim().slice(0, 80) ?? '';
  return {
    name: `Plan: ${title}`,
    ...pick(data, FILE_KEYS),
    task: planPrompt(asked),
    sandbox: { ...sandbox, network },
    variants: [{ id: 'plan', agent, reportOnly: true, ...(model === null ? {} : { model }) }],
  };
}

const FILE_KEYS = ['project', 'base', 'includeUncommitted', 'instructions', 'agents'];
const SANDBOX_KEYS = ['provider', 'image', 'runtime', 'cpus', 'memory', 'pids', 'disk', 'allow'];

function pick(data: unknown, keys: readonly string[]): Record<string, unknown> {
  const found = keys.map((key) => [key, fieldOf(data, [key])] as const);
  return Object.fromEntries(found.filter(([, value]) => value !== undefined));
}

/** Those that are ready here, those of the file, and the one that plans. */
async function knownAgents(deps: Deps, data: unknown, planner: string): Promise<string[]> {
  let agents = await listAgents(deps.db, deps.hostId);
  if (agents.length === 0) {
    agents = await deps.agents.detect();
    await saveAgents(deps.db, deps.hostId, agents);
  }
  const ready = agents.filter(({ name, status }) => status === 'ready' && name !== 'demo').map(({ name }) => name);
  return [...new Set([planner, ...ready, ...Object.keys(fieldOf(data, ['agents']) ?? {})])];
}

function unplaced(message: string): FileProblem {
  return { message, path: [], line: null, column: null };
}

/** The variant that plans stands in no file of the person's. */
function placeIn(text: string, problem: FileProblem): FileProblem {
  const isOurs = problem.path.length === 0 || ['variants', 'task', 'name'].includes(String(problem.path[0]));
  return isOurs ? unplaced(problem.message) : problemAt(text, problem.path, problem.message);
}

/**
 * Reads what the planning run answered, once it is over: a plan, or sentences about what is wrong with it, which are
 * sent back. Re-entrant: what it decides follows from the rows alone, and a run is followed up once.
 */
export async function readPlan(deps: Deps, experimentId: string): Promise<void> {
  const row = await getPlan(deps.db, experimentId);
  const view = row && (await getView(deps, experimentId));
  const run = view ? currentRun(view) : null;
  if (!row || !view || !run || !isTerminalExperiment(view.status) || row.runId === run.id) return;
  const outcome = await outcomeOf(deps, row.request, { view, run });
  if (
    outcome.status === 'invalid' &&
    attemptsOf(view, run) <= MAX_REPAIRS &&
    !(await isCancelled(deps, experimentId))
  ) {
    const text = problemsPrompt(outcome.problems);
    const followed = await runServices(deps).followUp({ runId: run.id, text });
    // Refused where somebody else was quicker: then there is a newer run, and a job for its end.
    if (followed.ok || followed.error.type === 'superseded' || followed.error.type === 'still_running') return;
  }
  await savePlanOutcome(deps.db, experimentId, { runId: run.id, outcome });
}

async function isCancelled(deps: Deps, id: string): Promise<boolean> {
  const row = await deps.db.prisma.experiment.findUnique({ where: { id }, select: { cancelledAt: true } });
  return row?.cancelledAt !== null;
}

type Ended = { view: ExperimentView; run: RunView };

async function outcomeOf(deps: Deps, asked: PlanRequest, { view, run }: Ended): Promise<PlanOutcome> {
  if (run.status === 'cancelled' || run.status === 'skipped' || (await isCancelled(deps, view.id))) {
    return { status: 'cancelled', problems: [] };
  }
  if (run.status !== 'passed') {
    const { message, remedy } = run.error ?? { message: 'The agent did not get to an answer.', remedy: 'Try again.' };
    return { status: 'failed', problems: [`${message} ${remedy}`] };
  }
  const answer = answerOf(await listAnswer(deps.db, run.id));
  const said = parsePlan(answer, asked);
  if (said.ok) return { status: 'ready', plan: said.value };
  const file = await planFileOf(deps, { view, run });
  const written = file === null ? null : parsePlan(file, asked);
  if (written?.ok) return { status: 'ready', plan: written.value };
  const rawText = (written ? (file ?? '') : answer).slice(0, MAX_RAW_CHARS);
  return { status: 'invalid', problems: (written ?? said).error, rawText };
}

/** The plan as a file of the run's result, where the run itself wrote it. */
async function planFileOf(deps: Deps, { view, run }: Ended): Promise<string | null> {
  if (run.resultSha === null) return null;
  const hub = deps.paths.hub(view.project.id);
  const changed = await deps.git.changedFiles({ hub, from: run.startSha, to: run.resultSha });
  const isThere = changed.some(({ path, change }) => path === PLAN_FILE && change !== 'deleted');
  if (!isThere) return null;
  return deps.git.readFile({ hub, sha: run.resultSha, path: PLAN_FILE, maxBytes: MAX_FILE_BYTES });
}

function currentRun(view: ExperimentView): RunView | null {
  return view.runs.find((run) => !run.superseded) ?? null;
}

/** Counted over the follow-ups: what a person tries again begins anew. */
function attemptsOf(view: ExperimentView, run: RunView): number {
  const before = run.followsId === null ? null : view.runs.find(({ id }) => id === run.followsId);
  return before ? attemptsOf(view, before) + 1 : 1;
}

function toPlanView({ request, runId, outcome }: PlanRow, view: ExperimentView): PlanView {
  const run = currentRun(view);
  // Between the end of a run and the look at its answer it is still at work.
  const known = isTerminalExperiment(view.status) && run !== null && runId === run.id ? outcome : null;
  const found: Plan | null = known?.status === 'ready' ? known.plan : null;
  return {
    id: view.id,
    status: known?.status ?? 'working',
    kind: request.kind,
    request: request.request,
    attempts: run ? attemptsOf(view, run) : 0,
    problems: known && known.status !== 'ready' ? known.problems : [],
    plan: found,
    file: found ? planFile(request, found) : null,
    rawText: known?.status === 'invalid' ? known.rawText : null,
    experimentId: view.id,
    runId: run?.id ?? null,
  };
}
