import { err, ok, type Result } from '@/lib/core/result';
import { pipelineShape } from '@/lib/core/pipeline-shape';
import { templateFacts } from '@/lib/core/template-facts';
import { parseExperimentFile } from '@/lib/schemas/experiment-file';
import { describeTemplate, templateName, templateProblems, withDescription } from '@/lib/schemas/template';
import type { TemplateFile, TemplateView } from '@/lib/schemas/template-files';
import type { Bakeoff, Refusal } from '@/lib/services/bakeoff';
import { notFound } from '@/lib/services/not-found';
import type { Deps } from '@/lib/services/ports';

/** As they are best met: what is simple comes first. Others follow by name. */
const ORDER = [
  'demo',
  'n-version',
  'bug-race',
  'refactoring-compare',
  'before-after',
  'fallback-cascade',
  'relay',
  'research-then-build',
  'debug-then-fix',
  'validate-then-regenerate',
  'provider-and-consumer',
  'expert-panel',
  'staged-feature',
  'api-load-test',
  'real-agents',
];

export function templateServices(deps: Deps): Bakeoff['templates'] {
  const list = async (): Promise<TemplateView[]> => {
    const files = await deps.templates.list();
    return files.toSorted((a, b) => rankOf(a) - rankOf(b) || a.name.localeCompare(b.name)).map(toView);
  };
  return {
    list,
    get: async (name) => (await list()).find((template) => template.name === name) ?? null,
    save: (input) => save(deps, input),
    remove: (name) => remove(deps, name),
  };
}

function rankOf({ name, origin }: TemplateFile): number {
  if (origin === 'own') return ORDER.length + 1;
  const place = ORDER.indexOf(name);
  return place === -1 ? ORDER.length : place;
}

function toView({ name, origin, text }: TemplateFile): TemplateView {
  const parsed = parseExperimentFile(text);
  return {
    name,
    origin,
    text,
    ...describeTemplate(text, name),
    shape: parsed.ok ? pipelineShape(parsed.spec) : null,
    facts: parsed.ok ? templateFacts(parsed.spec) : [],
    problems: parsed.ok ? [] : parsed.problems.map((problem) => problem.message),
  };
}

type Save = { title: string; description: string; text: string };

async function save(deps: Deps, input: Save): Promise<Result<TemplateView, Refusal>> {
  const name = templateName(input.title);
  if (name === '') {
    return err({
      type: 'no_name',
      message: `"${input.title}" has no letter or digit that a name could be made of.`,
      remedy: 'Give it a title with some.',
    });
  }
  const problems = templateProblems(input.text);
  if (problems.length > 0) {
    return err({ type: 'invalid', message: problems.join(' '), remedy: 'Correct the experiment, then save it.' });
  }
  const text = withDescription(input.text, input);
  const isTaken = (await deps.templates.list()).some((template) => template.name === name);
  if (isTaken || !(await deps.templates.create(name, text))) {
    return err({
      type: 'name_taken',
      message: `There is a template "${name}" already.`,
      remedy: 'Give this one another title, or delete that one first.',
    });
  }
  return ok(toView({ name, origin: 'own', text }));
}

async function remove(deps: Deps, name: string): Promise<Result<null, Refusal>> {
  const template = (await deps.templates.list()).find((one) => one.name === name);
  if (!template) return err(notFound('template'));
  if (template.origin === 'built-in') {
    return err({
      type: 'built_in',
      message: `The template "${name}" comes with Bakeoff.`,
      remedy: 'Only your own templates can be deleted.',
    });
  }
  return (await deps.templates.remove(name)) ? ok(null) : err(notFound('template'));
}
