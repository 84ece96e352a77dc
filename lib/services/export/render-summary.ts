/** An experiment as Markdown, for a pull request or a message. Pure. */
import { formatDuration } from '@/lib/core/display';
import { escapeMarkdown, fenced, markdownTable } from '@/lib/core/markdown';
import type { ScoreCell } from '@/lib/core/scoreboard';
import type { RunView } from '@/lib/schemas/view';
import type { ExportFacts } from '@/lib/services/export/export-facts';
import { headFacts, runName, scoreRows, statusWord, verdictLine } from '@/lib/services/export/report-rows';

const MAX_ANSWER_CHARS = 4000;
const MAX_FILES = 30;

export function renderSummary(facts: ExportFacts): string {
  const { view, runs } = facts;
  const parts = [
    `# ${escapeMarkdown(view.name)}`,
    `**Verdict:** ${escapeMarkdown(verdictLine(facts))}`,
    markdownTable(
      ['', ''],
      headFacts(facts).map(([name, value]) => [name, escapeMarkdown(value)]),
    ),
    '## Task',
    fenced(view.task),
    '## Scoreboard',
    scoreboard(facts),
    '## Variants',
    ...runs.map((run) => variant(run, facts)),
    ...decisions(facts),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function scoreboard(facts: ExportFacts): string {
  const { view, runs } = facts;
  const heads = runs.map((run) => {
    const crown = run.id === view.winnerRunId ? ' (winner)' : '';
    return escapeMarkdown(`${run.variant.letter} ${runName(run)}${crown}`);
  });
  const rows = scoreRows(facts).map((row) => [escapeMarkdown(row.label), cell(row.base), ...row.cells.map(cell)]);
  const status = ['Status', '–', ...runs.map((run) => escapeMarkdown(statusWord(run)))];
  return markdownTable(['', 'Base', ...heads], [status, ...rows]);
}

function cell({ text, delta, best }: ScoreCell): string {
  const value = escapeMarkdown(delta ? `${text} (${delta.text})` : text);
  return best ? `**${value}**` : value;
}

function variant(run: RunView, facts: ExportFacts): string {
  const { key: _, ...about } = run.variant;
  const who = [about.agent, about.model, about.approach].filter((part) => part !== null).map(escapeMarkdown);
  const changes = facts.changes.get(run.id);
  const files = changes?.files ?? [];
  const more = files.length > MAX_FILES ? [`- … and ${files.length - MAX_FILES} more`] : [];
  const list = files.slice(0, MAX_FILES).map((file) => {
    const lines = file.binary ? 'binary' : `+${file.linesAdded ?? 0} −${file.linesRemoved ?? 0}`;
    return `- ${escapeMarkdown(file.path)} (${file.change}, ${lines})`;
  });
  const parts = [
    `### ${escapeMarkdown(`${run.variant.letter} ${runName(run)}: ${statusWord(run)}`)}`,
    who.join(' · '),
    run.durationMs === null ? '' : `Agent time ${formatDuration(run.durationMs)}.`,
    run.error
      ? `**${escapeMarkdown(run.error.type)}**\n\n${fenced(run.error.message)}\n\n${escapeMarkdown(run.error.remedy)}`
      : '',
    run.summary ? fenced(run.summary.slice(0, MAX_ANSWER_CHARS)) : '',
    [...list, ...more].join('\n'),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function decisions({ view }: ExportFacts): string[] {
  if (view.decisions.length === 0) return [];
  const lines = view.decisions.map(
    ({ createdAt, by, rule, reason }) =>
      `- ${createdAt.slice(0, 19)}Z by ${by === 'person' ? 'a person' : `the rule ${escapeMarkdown(rule)}`}: ${escapeMarkdown(reason)}`,
  );
  return ['## Decisions', lines.join('\n')];
}
