/** Finds what a person names: a whole id, the beginning of one, or `EXPERIMENT/variant` for a run. */
import { InputError } from '@/bin/cli/outcome';
import type { ExperimentView, RunView } from '@/lib/schemas/view';
import type { Bakeoff } from '@/lib/services/bakeoff';

const SHORTEST_PREFIX = 3;

export async function findExperiment(bakeoff: Bakeoff, given: string): Promise<ExperimentView> {
  const exact = await bakeoff.experiments.get(given);
  if (exact) return exact;
  const ids = (await bakeoff.experiments.list()).map((each) => each.id);
  const view = await bakeoff.experiments.get(onlyMatch(ids, given, 'experiment'));
  if (!view) throw unknown('experiment', given);
  return view;
}

export async function findRun(bakeoff: Bakeoff, given: string): Promise<RunView> {
  const exact = await bakeoff.runs.get(given);
  if (exact) return exact;
  const slash = given.indexOf('/');
  if (slash > 0) return findVariantRun(bakeoff, { experiment: given.slice(0, slash), variant: given.slice(slash + 1) });
  const ids = (await bakeoff.experiments.list()).flatMap((each) => each.runs.map((run) => run.id));
  const run = await bakeoff.runs.get(onlyMatch(ids, given, 'run'));
  if (!run) throw unknown('run', given);
  return run;
}

async function findVariantRun(bakeoff: Bakeoff, given: { experiment: string; variant: string }): Promise<RunView> {
  const view = await findExperiment(bakeoff, given.experiment);
  const matches = view.runs.filter(
    ({ superseded, variant }) => !superseded && (variant.key === given.variant || variant.letter === given.variant),
  );
  const best = matches.find((run) => run.id === view.winnerRunId) ?? matches[0];
  if (!best) throw unknown('variant', given.variant);
  return best;
}

function onlyMatch(ids: string[], given: string, what: string): string {
  const matches = given.length < SHORTEST_PREFIX ? [] : ids.filter((id) => id.startsWith(given));
  if (matches.length > 1) {
    throw new InputError({
      type: 'ambiguous',
      message: `"${given}" is the beginning of ${matches.length} ids.`,
      remedy: 'Give more of it.',
    });
  }
  const match = matches[0];
  if (match === undefined) throw unknown(what, given);
  return match;
}

function unknown(what: string, given: string): InputError {
  return new InputError({
    type: 'not_found',
    message: `There is no ${what} "${given}".`,
    remedy: '`bakeoff ls` lists the experiments, `bakeoff show ID` the runs of one.',
  });
}
