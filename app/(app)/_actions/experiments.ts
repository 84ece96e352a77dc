'use server';

import { z } from 'zod';
import { err, type Result } from '@/lib/core/result';
import type { FileProblem } from '@/lib/schemas/experiment-file';
import { act, idSchema, textSchema } from '@/lib/server/action';
import { readDemoFile } from '@/lib/server/demo-file';
import type { Refusal } from '@/lib/services/bakeoff';

type Launched = Result<{ experimentId: string }, { problems: FileProblem[] } | Refusal>;

/** Pages have no working folder: a relative project is refused. */
export async function launchExperiment(text: string): Promise<Launched> {
  return act(textSchema, text, (bakeoff, input) => bakeoff.experiments.launch({ text: input, workingDir: null }));
}

export async function launchDemo(): Promise<Result<{ experimentId: string }, Refusal>> {
  return act(z.null(), null, async (bakeoff) => {
    const launched = await bakeoff.experiments.launch({ text: await readDemoFile(), workingDir: null });
    if (launched.ok) return launched;
    const message = launched.error.problems.map((problem) => problem.message).join(' ');
    return err({ type: 'invalid', message, remedy: 'Look at examples/demo.yaml.' });
  });
}

export async function tryOnBase(
  text: string,
): Promise<Result<{ trialId: string }, { problems: FileProblem[] } | Refusal>> {
  return act(textSchema, text, (bakeoff, input) => bakeoff.trials.start({ text: input, workingDir: null }));
}

export async function cancelExperiment(id: string): Promise<Result<null, Refusal>> {
  return act(idSchema, id, (bakeoff, input) => bakeoff.experiments.cancel(input));
}

export async function removeExperiment(id: string): Promise<Result<null, Refusal>> {
  return act(idSchema, id, (bakeoff, input) => bakeoff.experiments.remove(input));
}

const choiceSchema = z.object({ experimentId: idSchema, runId: idSchema, reason: z.string().max(2000) });

export async function chooseWinner(input: z.infer<typeof choiceSchema>): Promise<Result<null, Refusal>> {
  return act(choiceSchema, input, (bakeoff, choice) => bakeoff.experiments.chooseWinner(choice));
}
