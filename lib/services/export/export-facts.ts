/** What an export is made of, read once. */
import { createRedactor } from '@/lib/core/redact';
import { currentRuns } from '@/lib/schemas/result';
import type { DiffView, ExperimentView, RunView } from '@/lib/schemas/view';
import { getView } from '@/lib/services/experiments';
import type { Deps } from '@/lib/services/ports';
import { diffRun } from '@/lib/services/run-diff';

export type ExportFacts = {
  view: ExperimentView;
  /** Those that count, in their order. */
  runs: RunView[];
  /** By run; none for a run without a result. */
  changes: ReadonlyMap<string, DiffView>;
  at: Date;
};

/** An export leaves this computer: what is known to be a secret stays. Null: there is no such experiment. */
export async function readExportFacts(deps: Deps, experimentId: string): Promise<ExportFacts | null> {
  const view = await getView(deps, experimentId);
  if (!view) return null;
  const redact = redactorOf(deps);
  const changes = new Map<string, DiffView>();
  for (const run of currentRuns(view)) {
    if (run.resultSha === null) continue;
    const diff = await diffRun(deps, { runId: run.id, against: 'base' });
    // A hub that was removed by hand takes the diffs along, not the rest of the export.
    if (diff.ok) changes.set(run.id, redact(diff.value));
  }
  const clean = redact(withoutEnvironment(view));
  return { view: clean, runs: currentRuns(clean), changes, at: deps.clock.now() };
}

/** Replaces secrets in every text of plain data. */
export function redactorOf(deps: Pick<Deps, 'agents'>): <T>(value: T) => T {
  const { redact } = createRedactor(deps.agents.secrets());
  const visit = (value: unknown): unknown => {
    if (typeof value === 'string') return redact(value);
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, visit(inner)]));
  };
  return <T>(value: T): T => visit(value) as T;
}

/** What the file sets for agents may be a key, whatever its name. */
function withoutEnvironment(view: ExperimentView): ExperimentView {
  const agents = Object.entries(view.spec.agents).map(([name, agent]) => {
    const env = Object.fromEntries(Object.keys(agent.env).map((key) => [key, '[kept out]']));
    return [name, { ...agent, env }] as const;
  });
  return { ...view, source: '', spec: { ...view.spec, agents: Object.fromEntries(agents) } };
}
