/** When the runs of an experiment did what, as a drawing of a report. */
import { formatDuration } from '@/lib/core/display';
import { html, type Html } from '@/lib/core/html';
import { buildTimeline, PHASES, type PhaseName } from '@/lib/core/timeline';
import type { RunView } from '@/lib/schemas/view';
import { runName } from '@/lib/services/export/report-rows';

const WIDTH = 960;
const NAME_WIDTH = 170;
const TIME_WIDTH = 64;
const ROW = 22;
const BAR = 12;
const NAME_CHARS = 24;

const WORDS: Record<PhaseName, string> = {
  wait: 'Wait',
  setup: 'Set-up',
  agent: 'Agent',
  gates: 'Gates',
  measure: 'Measure',
};

export function renderTimeline(runs: readonly RunView[], at: Date): Html | null {
  const rows = runs.map((run) => ({ id: run.id, stage: run.variant.stage, timestamps: run.timestamps, run }));
  const timeline = buildTimeline({ stages: [], runs: rows, nowMs: at.getTime() });
  if (!timeline) return null;
  const { lengthMs, ticks } = timeline;
  const all = timeline.stages.flatMap((stage) => stage.rows);
  const height = all.length * ROW + 24;
  const x = (ms: number): number => round(NAME_WIDTH + (ms / lengthMs) * (WIDTH - NAME_WIDTH - TIME_WIDTH));
  const grid = ticks.map(
    (tick) =>
      html`<line class="axis" x1="${x(tick)}" x2="${x(tick)}" y1="0" y2="${height - 20}" /><text
          class="tick"
          x="${x(tick)}"
          y="${height - 6}"
          text-anchor="middle"
          >${tick === 0 ? '0' : formatDuration(tick)}</text
        >`,
  );
  const lines = all.map(({ run, phases }, index) => {
    const y = index * ROW;
    const end = Math.max(0, ...phases.map((phase) => phase.startMs + phase.durationMs));
    const start = Math.min(end, ...phases.map((phase) => phase.startMs));
    const bars = phases.map(
      (phase) =>
        html`<rect
          class="${phase.name}"
          x="${x(phase.startMs)}"
          y="${y + 5}"
          width="${Math.max(1, round(x(phase.startMs + phase.durationMs) - x(phase.startMs)))}"
          height="${BAR}"
          rx="2"
          ><title>${WORDS[phase.name]}: ${formatDuration(phase.durationMs)}</title></rect
        >`,
    );
    return html`<text x="0" y="${y + 15}">${shorten(`${run.run.variant.letter}  ${runName(run.run)}`)}</text
      >${bars}<text class="tick" x="${Math.min(x(end) + 6, WIDTH - TIME_WIDTH + 4)}" y="${y + 15}"
        >${formatDuration(end - start)}</text
      >`;
  });
  return html`<div class="scroll" role="region" aria-label="Timeline" tabindex="0">
      <svg
        class="time"
        viewBox="0 0 ${WIDTH} ${height}"
        role="img"
        aria-label="Each run from when it was asked for to its end"
      >
        ${grid}${lines}
      </svg>
    </div>
    <ul class="legend">
      ${PHASES.map((phase) => html`<li><i class="${phase}"></i>${WORDS[phase]}</li>`)}
    </ul>`;
}

function shorten(text: string): string {
  return text.length > NAME_CHARS ? `${text.slice(0, NAME_CHARS - 1)}…` : text;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
