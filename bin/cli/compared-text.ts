/** Two experiments side by side, as text for terminals. Pure. */
import { cellText, table } from '@/bin/cli/tables';
import { formatCost, formatDuration } from '@/lib/core/display';
import { oneLine, plain } from '@/lib/core/plain-text';
import type { ComparedExperiments } from '@/lib/schemas/api/compared-experiments';

/** Runs of the first are marked 1, those of the second 2; `*` marks the best of both together. */
export function comparedText({ experiments, rows, isSameBase }: ComparedExperiments): string {
  const runs = experiments.flatMap((side, index) => side.runs.map((run) => ({ run, side: index + 1 })));
  const header = ['', 'BASE', ...runs.map(({ run, side }) => `${side}${run.letter} ${oneLine(nameOf(run), 20)}`)];
  const status = ['Status', '–', ...runs.map(({ run }) => run.status)];
  const body = rows.map((row) => [oneLine(row.label, 28), cellText(row.base), ...row.cells.map(cellText)]);
  const other = 'They started from different commits: BASE and changes against it are those of the first.';
  return [experiments.map(sideText).join('\n'), ...(isSameBase ? [] : [other]), table(header, [status, ...body])].join(
    '\n\n',
  );
}

type Side = ComparedExperiments['experiments'][number];

function sideText(side: Side, index: number): string {
  const cost = side.costUsd === null ? [] : [`${side.isCostPartial ? 'at least ' : ''}${formatCost(side.costUsd)}`];
  const facts = [
    side.status,
    `${side.passed} of ${side.runs.length} passed`,
    ...(side.durationMs === null ? [] : [formatDuration(side.durationMs)]),
    ...cost,
  ];
  const verdict = side.verdict ? `\n   ${plain(side.verdict)}` : '';
  return `${index + 1}  ${oneLine(side.name, 60)} (${side.experimentId}): ${facts.join(', ')}${verdict}`;
}

function nameOf({ variant, repeat }: Side['runs'][number]): string {
  return repeat > 0 ? `${variant} #${repeat + 1}` : variant;
}
