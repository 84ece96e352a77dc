import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { done, InputError, type Outcome } from '@/bin/cli/outcome';
import { progressLines } from '@/bin/cli/progress';
import { applyFlags, placeInFile, type RunFlags } from '@/bin/cli/run-flags';
import { type Session, withSession, withWorker } from '@/bin/cli/session';
import { plain } from '@/lib/core/plain-text';
import type { FileProblem } from '@/lib/schemas/experiment-file';
import { readField } from '@/lib/schemas/experiment-file/draft';
import { agentOf } from '@/lib/schemas/plan/apply-plan';
import { PLAN_COUNT, PLAN_KINDS, type PlanKind } from '@/lib/schemas/plan/schema';
import type { ExperimentView } from '@/lib/schemas/view';
import type { PlanView } from '@/lib/schemas/plan/view';
import { resolveLocation } from '@/lib/services/launch';
import { type StopRequests, stopRequests } from '@/workers/supervisor/stop-requests';

const POLL_MS = 200;

export type PlanFlags = Pick<RunFlags, 'project' | 'base' | 'provider' | 'image'> & {
  agent?: string;
  model?: string;
  kind?: string;
  count?: string;
  /** An experiment file to put the plan into. */
  file?: string;
  out?: string;
};

type Input = { request: string; flags: PlanFlags; home: string; allowProcess: boolean; say: (text: string) => void };

/** An agent plans; what it planned is printed as an experiment file, and nothing is run. */
export async function planCommand({ request, flags, home, allowProcess, say }: Input): Promise<Outcome> {
  const kind = kindOf(flags.kind);
  const source = await readStart(flags.file);
  const { base, provider, image } = flags;
  const project = flags.project ?? movedProject(source, flags.out);
  const given = Object.fromEntries(
    Object.entries({ project, base, provider, image }).filter(([, value]) => value !== undefined),
  );
  const text = applyFlags(source.text, given, process.cwd());
  const agent = flags.agent ?? agentOf(text);
  if (agent === null) throw badOption('No agent is named that should plan.', 'Give --agent NAME.');
  const count = flags.count === undefined ? PLAN_COUNT[kind] : Number(flags.count);
  const { workingDir } = source;
  const model = flags.model ?? null;
  return withSession({ home, say }, async (session) => {
    const stop = stopRequests();
    try {
      return await withWorker(session, async () => {
        const input = { text, workingDir, allowProcess, request, kind, count, agent, model, existing: [] };
        const started = await session.bakeoff.plans.start(input);
        if (!started.ok) return invalid(placeInFile(started.error.problems, flags.file ? source.text : null));
        const view = await follow(session, started.value.planId, stop);
        return outcomeOf(view, { out: flags.out, interrupted: stop.first.aborted, say });
      });
    } finally {
      stop.release();
    }
  });
}

async function follow(session: Session, id: string, stop: StopRequests): Promise<PlanView> {
  let before: ExperimentView | null = null;
  let asked = false;
  for (;;) {
    const [view, experiment] = [await session.bakeoff.plans.get(id), await session.bakeoff.experiments.get(id)];
    if (!view || !experiment) throw new Error('The plan was deleted meanwhile.');
    for (const line of progressLines(before, experiment)) session.say(line);
    before = experiment;
    if (view.status !== 'working' || stop.forced.aborted) return view;
    if (stop.first.aborted && !asked) {
      asked = true;
      session.say('Cancelling …');
      await session.bakeoff.plans.cancel(id);
    }
    await Promise.race([sleep(POLL_MS), asked ? sleep(POLL_MS) : stop.requested]);
  }
}

type Told = { out: string | undefined; interrupted: boolean; say: (text: string) => void };

async function outcomeOf(view: PlanView, { out, interrupted, say }: Told): Promise<Outcome> {
  if (view.file !== null) {
    if (view.plan?.notes) say(plain(view.plan.notes));
    if (out === undefined) return done(view, view.file.trimEnd());
    await writeOut(out, view.file);
    return done({ ...view, out }, `${out} holds the plan. Read it, then: bakeoff run ${out}`);
  }
  const title =
    view.status === 'invalid' ? `No plan after ${view.attempts} answers; the last one is above.` : 'No plan.';
  const complaint = [title, ...view.problems.map((problem) => `- ${plain(problem)}`)].join('\n');
  return { exitCode: interrupted ? 130 : 1, json: view, text: plain(view.rawText ?? '').trimEnd(), complaint };
}

/** A file of the person's is never written over. */
async function writeOut(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const message = code === 'EEXIST' ? `${file} is there already.` : `${file} can't be written (${code}).`;
    throw new InputError({ type: 'file_unwritable', message, remedy: `Give another --out. The plan was:\n\n${text}` });
  }
}

async function readStart(file: string | undefined): Promise<{ text: string; workingDir: string }> {
  if (file === undefined) return { text: `project: ${JSON.stringify(process.cwd())}\n`, workingDir: process.cwd() };
  try {
    return { text: await readFile(file, 'utf8'), workingDir: path.dirname(path.resolve(file)) };
  } catch (cause) {
    const message = `${file} can't be read (${(cause as NodeJS.ErrnoException).code}).`;
    throw new InputError({ type: 'file_unreadable', message, remedy: 'Give the path of an experiment file.' });
  }
}

/** A project relative to the file it stands in means another folder elsewhere. */
function movedProject({ text, workingDir }: { text: string; workingDir: string }, out = 'plan'): string | undefined {
  const project = readField(text, ['project']) ?? '.';
  const isMoved = path.dirname(path.resolve(out)) !== workingDir;
  return typeof project === 'string' && isMoved ? (resolveLocation(project, workingDir) ?? undefined) : undefined;
}

function kindOf(text = 'approaches'): PlanKind {
  const kind = PLAN_KINDS.find((known) => known === text);
  if (!kind) throw badOption(`"${text}" is not a kind of plan.`, `Give --kind ${PLAN_KINDS.join(' or ')}.`);
  return kind;
}

function invalid(problems: FileProblem[]): Outcome {
  const lines = problems.map(({ line, column, message }) =>
    plain(line === null ? message : `${line}:${column}: ${message}`),
  );
  return { exitCode: 2, json: { valid: false, problems }, text: '', complaint: lines.join('\n') };
}

function badOption(message: string, remedy: string): InputError {
  return new InputError({ type: 'invalid_option', message, remedy });
}
