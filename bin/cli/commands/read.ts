import { findExperiment } from '@/bin/cli/lookup';
import { comparedText } from '@/bin/cli/compared-text';
import { done, type Outcome, refused } from '@/bin/cli/outcome';
import { comparedExperiments } from '@/lib/schemas/api/compared-experiments';
import { experimentResult } from '@/lib/schemas/result';
import { withSession } from '@/bin/cli/session';
import { comparisonText, experimentsTable, experimentText } from '@/bin/cli/tables';

export type Common = { home: string; say: (text: string) => void };

export function lsCommand(common: Common, limit: number): Promise<Outcome> {
  return withSession(common, async ({ bakeoff }) => {
    const experiments = await bakeoff.experiments.list({ limit });
    return done({ experiments }, experimentsTable(experiments));
  });
}

export function showCommand(common: Common, id: string): Promise<Outcome> {
  return withSession(common, async ({ bakeoff }) => {
    const view = await findExperiment(bakeoff, id);
    return done(view, experimentText(view));
  });
}

export function compareCommand(common: Common, id: string, other: string | undefined): Promise<Outcome> {
  return withSession(common, async ({ bakeoff }) => {
    const view = await findExperiment(bakeoff, id);
    if (other === undefined) return done({ ...experimentResult(view), base: view.base }, comparisonText(view));
    const compared = comparedExperiments(view, await findExperiment(bakeoff, other));
    return compared.ok ? done(compared.value, comparedText(compared.value)) : refused(compared.error);
  });
}
