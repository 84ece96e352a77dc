/** Experiments that begin with another text than a file: a template, or one that was run before. */
import { findExperiment } from '@/bin/cli/lookup';
import { InputError } from '@/bin/cli/outcome';
import type { Session } from '@/bin/cli/session';
import { draftExperiment } from '@/lib/services/draft-experiment';

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
  const { template, again } = start;
  const from =
    again === undefined
      ? { name: `template ${template}`, start: { template: template ?? '' } }
      : await againFrom(bakeoff, again);
  const drafted = await draftExperiment(bakeoff, { start: from.start, changes: start.change ?? [], project: null });
  if (!drafted.ok) throw new InputError(drafted.error);
  return { name: from.name, text: drafted.value };
}

async function againFrom(
  bakeoff: Session['bakeoff'],
  given: string,
): Promise<{ name: string; start: { experimentId: string } }> {
  const { id, name } = await findExperiment(bakeoff, given);
  return { name, start: { experimentId: id } };
}
