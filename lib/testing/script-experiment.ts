/** Experiments whose agents are shell scripts, for tests of how variants depend on each other. */
import { stringify } from 'yaml';
import type { ExperimentView, RunView } from '@/lib/schemas/view';

export type Variant = { id: string; script: string } & Record<string, unknown>;

/** Each agent is a shell script that finds its prompt in `$PROMPT`, the file's name. */
function agentsOf(variants: readonly Variant[]): Record<string, unknown> {
  return Object.fromEntries(
    variants.map(({ id, script }) => [
      `sh-${id}`,
      { command: ['sh', '-c', `PROMPT="$1"; ${script}`, 'sh', '{promptFile}'], output: 'text' },
    ]),
  );
}

const plain = (variants: readonly Variant[]) =>
  variants.map((variant) => ({ agent: `sh-${variant.id}`, ...variant, script: undefined }));

type Rest = Record<string, unknown> & {
  stages?: ({ variants: Variant[] } & Record<string, unknown>)[];
  agents?: object;
};

/** An experiment file; `project` is the folder of a repository. */
export function scriptExperiment(project: string, variants: Variant[], rest: Rest = {}): string {
  const { stages = [], agents = {}, ...more } = rest;
  return stringify({
    project,
    task: 'Change the files.',
    variants: plain(variants),
    stages: stages.map((stage) => ({ ...stage, variants: plain(stage.variants) })),
    agents: { ...agentsOf([...variants, ...stages.flatMap((stage) => stage.variants)]), ...agents },
    ...more,
  });
}

export function runOf(view: ExperimentView, key: string): RunView {
  const run = view.runs.find((each) => each.variant.key === key && !each.superseded);
  if (!run) throw new Error(`no run of ${key}`);
  return run;
}

export const statuses = (view: ExperimentView): Record<string, string> =>
  Object.fromEntries(view.runs.filter((run) => !run.superseded).map((run) => [run.variant.key, run.status]));
