/** What changed between two looks at an experiment, as lines for a person who waits. Pure. */
import { formatDuration, formatStats } from '@/lib/core/display';
import { oneLine, plain } from '@/lib/core/plain-text';
import { isTerminalRun } from '@/lib/core/run-status';
import { blockedText } from '@/lib/core/transcript';
import type { ExperimentView, RunView } from '@/lib/schemas/view';
import { stageRows } from '@/bin/cli/stages';
import { runName } from '@/bin/cli/tables';

const WIDTH = 160;

export function progressLines(before: ExperimentView | null, now: ExperimentView): string[] {
  const { generate } = now.spec;
  const isDraft = now.status === 'draft' && generate !== null;
  const known = new Map(before?.runs.map((run) => [run.id, run]));
  const lines = before
    ? []
    : [
        `Experiment ${now.id}: ${plain(now.name)}, ${now.runs.length} ${now.runs.length === 1 ? 'run' : 'runs'} on ${base(now)}.`,
        ...(isDraft ? [`  writing its variants: ${oneLine(generate.run, WIDTH)}`] : []),
      ];
  if (before?.status === 'draft' && now.runs.length > 0) lines.push(`  ${now.runs.length} runs`);
  if (before && before.base.status !== now.base.status && now.base.status === 'done') lines.push('  base: measured');
  for (const run of now.runs) lines.push(...runLines(known.get(run.id), run));
  lines.push(...stageLines(before, now));
  if (now.verdict && now.verdict !== before?.verdict) lines.push(plain(now.verdict));
  return lines;
}

function base(view: ExperimentView): string {
  const sha = view.baseSha.slice(0, 10);
  return view.baseRef ? `${plain(view.baseRef)} (${sha})` : sha;
}

function runLines(before: RunView | undefined, run: RunView): string[] {
  const lines: string[] = [];
  if (before?.status !== run.status && (before || run.status !== 'queued')) lines.push(statusText(run));
  else if (!isTerminalRun(run.status) && run.diffStats && !sameStats(before, run))
    lines.push(formatStats(run.diffStats));
  // What waits for others of its experiment starts by itself; what stands in line may need a person to make room.
  if (run.waitsFor && run.queuePosition !== null && run.waitsFor !== before?.waitsFor) lines.push(plain(run.waitsFor));
  if (run.paused !== (before?.paused ?? false)) lines.push(run.paused ? 'paused' : 'goes on');
  const known = new Set(before?.blocked.map(blockedText));
  lines.push(...run.blocked.map(blockedText).filter((text) => !known.has(text)));
  for (const request of run.permissions) {
    const isNew = !before?.permissions.some((other) => other.id === request.id);
    if (isNew) lines.push(`asks for permission: ${oneLine(request.title, 100)}. Answer in the page.`);
  }
  return lines.map((line) => `  ${oneLine(`${run.variant.letter} ${runName(run)}: ${line}`, WIDTH)}`);
}

/** A stage that was decided, or that waits for a person. */
function stageLines(before: ExperimentView | null, now: ExperimentView): string[] {
  const rows = stageRows(now).slice(1);
  return now.stages.flatMap((stage, index) => {
    const [name, , , status, decision] = rows[index] ?? [];
    const old = before?.stages.find((other) => other.name === stage.name)?.status;
    if (name === undefined || old === stage.status || stage.status === 'waiting' || stage.status === 'open') return [];
    return [`  stage ${name}: ${status ?? ''}. ${decision ?? ''}`];
  });
}

function statusText(run: RunView): string {
  if (!isTerminalRun(run.status)) return run.status;
  const facts = [
    run.tests ? `${run.tests.passed} tests passed, ${run.tests.failed} failed` : null,
    run.diffStats ? formatStats(run.diffStats) : null,
    run.durationMs === null ? null : formatDuration(run.durationMs),
    run.error ? plain(run.error.message) : null,
    run.error === null && run.stopReason ? plain(run.stopReason) : null,
  ].filter((fact) => fact !== null);
  return [run.status, ...facts].join(' · ');
}

function sameStats(before: RunView | undefined, run: RunView): boolean {
  return (
    before?.diffStats?.linesAdded === run.diffStats?.linesAdded &&
    before?.diffStats?.linesRemoved === run.diffStats?.linesRemoved &&
    before?.diffStats?.filesChanged === run.diffStats?.filesChanged
  );
}
