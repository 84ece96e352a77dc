/** Experiments that begin with another text than a file: a template, or one that was run before. */
import { findExperiment } from '@/bin/cli/lookup';
import { InputError } from '@/bin/cli/outcome';
import type { Session } from '@/bin/cli/session';
import { draftFrom } from '@/lib/schemas/experiment-file/again';
import { applyChange, parseChange } from '@/lib/schemas/experiment-file/apply-change';

export type StartFlags = {
  /** Name of a template. */
  template?: string;
  /** Id of an experiment. */
  again?: string;
  /** What is different this time: `memory:8g`, `timeout:30m:functional`. */
  change?: string[];
};

export function hasStart({ template, again, change }: StartFlags): boolean {
  return template !== undefined || again !== undefined || change !== undefined;
}

/** A file says all of it already. */
export function refuseStart(start: StartFlags): void {
  if (!hasStart(start)) return;
  throw new InputError({
    type: 'two_starts',
    message: 'A file is what to begin with already: --template, --again and --change do not go with one.',
    remedy: 'Give the file alone, or leave it out.',
  });
}

/** The text to begin with, and what to call it in messages. */
export async function readStart({ bakeoff }: Session, start: StartFlags): Promise<{ name: string; text: string }> {
  if (start.template !== undefined && start.again !== undefined) {
    throw new InputError({
      type: 'two_starts',
      message: '--template and --again both say what to begin with.',
      remedy: 'Give one of them.',
    });
  }
  if (start.template === undefined && start.again === undefined) {
    throw new InputError({
      type: 'no_start',
      message: '--change needs something to change.',
      remedy: 'Give --again ID or --template NAME beside it.',
    });
  }
  const { name, text } =
    start.again === undefined
      ? await readTemplate(bakeoff, start.template ?? '')
      : await readAgain(bakeoff, start.again);
  return { name, text: (start.change ?? []).map(changeOf).reduce(applyChange, text) };
}

async function readTemplate(bakeoff: Session['bakeoff'], name: string): Promise<{ name: string; text: string }> {
  const template = await bakeoff.templates.get(name);
  if (template) return { name: `template ${name}`, text: template.text };
  throw new InputError({
    type: 'not_found',
    message: `There is no template "${name}".`,
    remedy: '`bakeoff templates` lists them.',
  });
}

async function readAgain(bakeoff: Session['bakeoff'], id: string): Promise<{ name: string; text: string }> {
  const { name, source, project } = await findExperiment(bakeoff, id);
  return { name, text: draftFrom(source, project) };
}

function changeOf(text: string): NonNullable<ReturnType<typeof parseChange>> {
  const change = parseChange(text);
  if (change) return change;
  throw new InputError({
    type: 'invalid_option',
    message: `"${text}" is not a change.`,
    remedy:
      'Write it as FIELD:VALUE, for example memory:8g or timeout:30m; a variant of its own comes last (timeout:30m:functional).',
  });
}
