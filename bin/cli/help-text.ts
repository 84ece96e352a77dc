/** The help for a failed run as text: what happened, what shows it, what to try. Pure. */
import { oneLine, plain } from '@/lib/core/plain-text';
import { actionCommand } from '@/lib/core/error-help/words';
import { helpFor } from '@/lib/schemas/help-facts';
import type { ExperimentView, RunView } from '@/lib/schemas/view';

const WIDTH = 240;
const EVIDENCE_LINES = 6;

/** Empty where nothing failed. */
export function helpText(view: ExperimentView, run: RunView, name: string): string {
  const help = helpFor(view, run);
  if (!help) return '';
  const evidence = help.evidence.flatMap(({ label, text }) => [
    `  ${oneLine(label, WIDTH)}:`,
    ...plain(text)
      .split('\n')
      .slice(0, EVIDENCE_LINES)
      .map((line) => `    ${oneLine(line, WIDTH)}`),
  ]);
  const commands = help.actions.map((action) => actionCommand(action, { experimentId: view.id, runId: run.id }));
  const known = [...new Set(commands.filter((command) => command !== null))];
  return [
    `${run.variant.letter} ${plain(name)}: ${oneLine(help.title, WIDTH)}`,
    `  ${oneLine(help.happened, WIDTH)}`,
    ...evidence,
    `  ${oneLine(help.advice, WIDTH)}`,
    ...known.map((command) => `    ${plain(command)}`),
  ].join('\n');
}
