import 'server-only';
import { err, ok, type Result } from '@/lib/core/result';
import type { FileProblem } from '@/lib/schemas/experiment-file';
import { agentOf } from '@/lib/schemas/plan/apply-plan';
import { PLAN_COUNT } from '@/lib/schemas/plan/schema';
import type { LaunchInput, PlanInput } from '@/lib/services/bakeoff';
import type { Refused } from '@/lib/server/api/serve';

type Sent = { experiment: string | Record<string, unknown>; workingDir?: string; allowProcess?: boolean };

/** An object is written out, so that it is kept with the experiment and can be edited and run again. */
export function toLaunchInput({ experiment, workingDir, allowProcess = false }: Sent): LaunchInput {
  const text = typeof experiment === 'string' ? experiment : JSON.stringify(experiment, null, 2);
  return { text, workingDir: workingDir ?? null, allowProcess };
}

type SentPlan = Sent & Pick<PlanInput, 'request' | 'kind' | 'model' | 'existing'> & { count?: number; agent?: string };

export function toPlanInput(sent: SentPlan): Result<PlanInput, Refused> {
  const launch = toLaunchInput(sent);
  const { request, kind, model, existing, count = PLAN_COUNT[kind], agent = agentOf(launch.text) } = sent;
  if (agent === null) {
    const message = 'No agent is named that should plan.';
    return err({ type: 'invalid_option', message, remedy: 'Give `agent`, or a variant with one.' });
  }
  return ok({ ...launch, request, kind, count, agent, model, existing });
}

/** Places in a text that we wrote ourselves help nobody. */
export function problemsOf({ experiment }: Sent, problems: FileProblem[]): FileProblem[] {
  if (typeof experiment === 'string') return problems;
  return problems.map((problem) => ({ ...problem, line: null, column: null }));
}

export function invalidFile(problems: FileProblem[]): Refused {
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  return {
    status: 400,
    type: 'invalid_experiment',
    message: `The experiment file has ${count}. ${problems[0]?.message ?? ''}`.trim(),
    remedy: 'Correct what `problems` lists; nothing was started.',
    problems,
  };
}
