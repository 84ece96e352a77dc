/** Text for terminals. Pure. */
import { helpText } from '@/bin/cli/help-text';
import { formatBytes, formatCost, formatDuration, formatStats } from '@/lib/core/display';
import { oneLine, plain } from '@/lib/core/plain-text';
import type { ScoreCell } from '@/lib/core/scoreboard';
import { compareStages, type StageComparison } from '@/lib/schemas/api/comparison';
import { blockedText } from '@/lib/core/transcript';
import type { SandboxChoice } from '@/lib/core/sandbox';
import type { ExperimentSummary, ExperimentView, RunView } from '@/lib/schemas/view';
import { currentRuns } from '@/lib/schemas/result';
import { hasStages, stageRows, stillText, winnerIds } from '@/bin/cli/stages';

/** Columns as wide as their longest cell; the last one is not padded. */
export function table(header: string[], rows: string[][]): string {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const line = (row: string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return all.map(line).join('\n');
}

export function experimentsTable(experiments: ExperimentSummary[]): string {
  if (experiments.length === 0) return 'No experiments yet. Try `bakeoff run examples/demo.yaml`.';
  const rows = experiments.map((each) => [
    each.id,
    each.status,
    oneLine(each.projectName, 24),
    oneLine(each.name, 32),
    `${each.runs.filter((run) => run.success === true).length}/${each.runs.length}`,
    each.winner ? oneLine(each.winner, 24) : '–',
    each.createdAt.slice(0, 16).replace('T', ' '),
  ]);
  return table(['ID', 'STATUS', 'PROJECT', 'NAME', 'PASSED', 'WINNER', 'CREATED'], rows);
}

export function runsTable(view: ExperimentView): string {
  const runs = currentRuns(view);
  // Columns of nothing but dashes push the others off the screen.
  const isMeasured = runs.some((run) => run.peak !== null);
  const winners = winnerIds(view);
  const isStaged = hasStages(view);
  const rows = runs.map((run) => [
    winners.has(run.id) ? '★' : ' ',
    run.variant.letter,
    oneLine(runName(run), 28),
    ...(isStaged ? [oneLine(run.variant.stage, 24)] : []),
    run.id,
    run.paused ? `${run.status}, paused` : run.status,
    run.tests ? `${run.tests.passed} passed, ${run.tests.failed} failed` : '–',
    formatStats(run.diffStats),
    run.durationMs === null ? '–' : formatDuration(run.durationMs),
    run.costUsd === null ? '–' : formatCost(run.costUsd),
    ...(isMeasured ? usedCells(run) : []),
  ]);
  const used = isMeasured ? ['CPU TIME', 'PEAK MEMORY'] : [];
  const stage = isStaged ? ['STAGE'] : [];
  return table(['', '', 'VARIANT', ...stage, 'RUN', 'STATUS', 'TESTS', 'CHANGES', 'TIME', 'COST', ...used], rows);
}

function usedCells({ peak }: RunView): string[] {
  return peak ? [formatDuration(peak.cpuMs), formatBytes(peak.memoryBytes)] : ['–', '–'];
}

export function experimentText(view: ExperimentView, now: Date = new Date()): string {
  const notes = currentRuns(view).flatMap((run) => runNotes(run, now));
  const [stageHeader, ...stages] = stageRows(view);
  const errors = currentRuns(view).flatMap((run) => (run.error ? [helpText(view, run, runName(run))] : []));
  const parts = [
    `${plain(view.name)} (${view.id}): ${view.status}`,
    `base ${view.baseRef ? `${plain(view.baseRef)} ` : ''}${view.baseSha.slice(0, 10)} of ${plain(view.project.name)}`,
    providerText(view.spec.sandbox.provider),
    '',
    ...(stageHeader ? [table(stageHeader, stages), ''] : []),
    runsTable(view),
    ...(notes.length > 0 ? ['', ...notes] : []),
    ...(errors.length > 0 ? ['', ...errors] : []),
    ...(view.error ? ['', `${plain(view.error.message)}\n${plain(view.error.remedy)}`] : []),
    ...(view.verdict ? ['', plain(view.verdict)] : []),
    ...aggregateText(view),
    ...nextSteps(view),
  ];
  return parts.join('\n');
}

function providerText(provider: SandboxChoice): string {
  if (provider === 'auto') return 'locked in with whatever is the strongest that works';
  return provider === 'process' ? 'NOT ISOLATED: agents run as you' : `locked in with ${provider}`;
}

/** What holds a run up or ended it from outside, and what the network policy refused it. */
function runNotes(run: RunView, now: Date): string[] {
  const name = `${run.variant.letter} ${plain(runName(run))}`;
  const still = stillText(run, now);
  return [...(still === null ? [] : [still]), ...run.blocked.map((address) => plain(blockedText(address)))].map(
    (text) => `${name}: ${text}`,
  );
}

/** What the experiment's own command made of the results. */
function aggregateText({ aggregate }: ExperimentView): string[] {
  return aggregate && aggregate.output !== '' ? ['', plain(aggregate.output), ''] : [];
}

/** Where the winner went and how to take it back; or how to bring it in. */
function nextSteps({ merges, winnerRunId }: ExperimentView): string[] {
  const merged = merges.filter((merge) => merge.status === 'merged');
  if (merged.length > 0) {
    return merged.map(({ id, target }) => `Merged into ${plain(target)}; \`bakeoff undo ${id}\` takes it back.`);
  }
  return winnerRunId ? [`\`bakeoff merge ${winnerRunId}\` merges it.`] : [];
}

/** `functional`, and `functional #2` for its second repeat. */
export function runName({ variant, repeat }: RunView): string {
  return repeat > 0 ? `${variant.key} #${repeat + 1}` : variant.key;
}

/** The scoreboards of the comparison page, as text: one for each stage; `*` marks the best of a row. */
export function comparisonText(view: ExperimentView): string {
  const verdict = view.verdict ? [plain(view.verdict)] : [];
  return [...compareStages(view).map((stage) => stageComparison(view, stage)), ...verdict].join('\n\n');
}

function stageComparison(view: ExperimentView, { stage, runs, rows }: StageComparison): string {
  const header = ['', 'BASE', ...runs.map((run) => `${run.variant.letter} ${oneLine(runName(run), 20)}`)];
  const status = ['Status', '–', ...runs.map((run) => run.status)];
  const body = rows.map((row) => [oneLine(row.label, 28), cellText(row.base), ...row.cells.map(cellText)]);
  const board = table(header, [status, ...body]);
  if (!hasStages(view)) return board;
  const decision = stage.verdict ? `\n${plain(stage.verdict)}` : '';
  return `Stage ${plain(stage.name)}${decision}\n${board}`;
}

export function cellText(cell: ScoreCell): string {
  const delta = cell.delta && cell.delta.direction !== 'same' ? ` (${cell.delta.text})` : '';
  return `${plain(cell.text)}${delta}${cell.best ? ' *' : ''}`;
}
