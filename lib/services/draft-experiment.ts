/** The text that an experiment begins with: a template, or one that was run before, with what is different this time. */
import { err, ok, type Result } from '@/lib/core/result';
import { draftFrom } from '@/lib/schemas/experiment-file/again';
import { applyChange, parseChange } from '@/lib/schemas/experiment-file/apply-change';
import { writeField } from '@/lib/schemas/experiment-file/draft';
import { fitTemplate } from '@/lib/schemas/template';
import type { Bakeoff, Refusal } from '@/lib/services/bakeoff';

export type DraftRequest = {
  start: { template: string } | { experimentId: string };
  /** As `memory:8g` or `timeout:30m:functional`. */
  changes: readonly string[];
  /** Where it is to run; null: where the text says. */
  project: string | null;
};

type Draft = Pick<Bakeoff, 'agents' | 'experiments' | 'templates'>;

export async function draftExperiment(
  bakeoff: Draft,
  { start, changes, project }: DraftRequest,
): Promise<Result<string, Refusal>> {
  const started =
    'template' in start
      ? await fromTemplate(bakeoff, start.template, project)
      : await fromExperiment(bakeoff, start.experimentId, project);
  if (!started.ok) return started;
  let text = started.value;
  for (const given of changes) {
    const change = parseChange(given);
    if (!change) return err(noChange(given));
    text = applyChange(text, change);
  }
  return ok(text);
}

async function fromTemplate(bakeoff: Draft, name: string, project: string | null): Promise<Result<string, Refusal>> {
  const template = await bakeoff.templates.get(name);
  if (!template) {
    const message = `There is no template "${name}".`;
    return err({ type: 'not_found', message, remedy: '`bakeoff templates` lists them.' });
  }
  // The demo has its own agent, which works there only.
  const agents = project === null || project === 'builtin:demo' ? [] : await readyAgents(bakeoff);
  return ok(fitTemplate(template.text, { project, agents }));
}

async function fromExperiment(bakeoff: Draft, id: string, project: string | null): Promise<Result<string, Refusal>> {
  const experiment = await bakeoff.experiments.get(id);
  if (!experiment) {
    const message = `There is no experiment "${id}".`;
    return err({ type: 'not_found', message, remedy: '`bakeoff ls` lists the experiments.' });
  }
  const text = draftFrom(experiment.source, experiment.project);
  return ok(project === null ? text : writeField(text, ['project'], project));
}

async function readyAgents({ agents }: Draft): Promise<string[]> {
  return (await agents.list())
    .filter(({ name, status }) => status === 'ready' && name !== 'demo')
    .map(({ name }) => name);
}

function noChange(given: string): Refusal {
  return {
    type: 'invalid_option',
    message: `"${given}" is not a change.`,
    remedy:
      'Write it as FIELD:VALUE, for example memory:8g or timeout:30m; a variant of its own comes last (timeout:30m:functional).',
  };
}
