/** An experiment as one HTML file for whoever was not there: no script, nothing that is loaded, all text escaped. */
import { createHash } from 'node:crypto';
import { html, trusted, type Html } from '@/lib/core/html';
import type { ScoreCell, ScoreRow } from '@/lib/core/scoreboard';
import { positionOfLetter } from '@/lib/core/variant-letter';
import type { RunView } from '@/lib/schemas/view';
import type { ExportFacts } from '@/lib/services/export/export-facts';
import { headFacts, minutes, runName, scoreRows, statusWord, verdictLine } from '@/lib/services/export/report-rows';
import { renderRun } from '@/lib/services/export/report/render-run';
import { renderTimeline } from '@/lib/services/export/report/render-timeline';
import { REPORT_STYLE } from '@/lib/services/export/report/report-style';

/** Whole: a space more between its tags, and the policy would not let it in. */
const STYLE_ELEMENT = trusted(`<style>${REPORT_STYLE}</style>`);

/** Lines of diffs in one report. */
const MAX_LINES = 20_000;

export function renderReport(facts: ExportFacts): string {
  const { view, runs } = facts;
  const budget = { lines: MAX_LINES };
  const winner = runs.find((run) => run.id === view.winnerRunId) ?? null;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy()}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>${view.name} · Bakeoff</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <header>
          <p class="eyebrow">Bakeoff report</p>
          <h1>${view.name}</h1>
        </header>
        <main>
          <div class="verdict${winner ? '' : ' open'}">
            <strong>${winner ? `Winner: ${runName(winner)}` : 'No winner'}</strong>${verdictLine(facts)}
          </div>
          <dl class="facts">
            ${headFacts(facts).map(
              ([name, value]) =>
                html`<div>
                  <dt>${name}</dt>
                  <dd>${value}</dd>
                </div>`,
            )}
          </dl>
          <h2>Task</h2>
          <pre>${view.task}</pre>
          <h2>Scoreboard</h2>
          ${scoreboard(facts)}
          <h2>Time</h2>
          ${renderTimeline(runs, facts.at)}
          <h2>Variants</h2>
          ${runs.map((run) => renderRun({ run, facts, budget, mark: mark(run) }))} ${aggregate(facts)}
          ${decisions(facts)}
        </main>
        <footer>
          Written by Bakeoff ${minutes(facts.at.toISOString())} from experiment ${view.id}. Tokens and cost are what the
          agents reported.
        </footer>
      </body>
    </html> `;
  return page.markup;
}

/** The one style sheet, by its hash; nothing else, whatever got into the page. */
function policy(): string {
  const hash = createHash('sha256').update(REPORT_STYLE).digest('base64');
  return `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
}

const COLOURS = 10;

function mark(run: RunView): Html {
  const colour = (positionOfLetter(run.variant.letter) % COLOURS) + 1;
  return html`<span class="mark v${colour}">${run.variant.letter}</span>`;
}

function scoreboard(facts: ExportFacts): Html {
  const { view, runs } = facts;
  const won = (index: number): string => (runs[index]?.id === view.winnerRunId ? 'won' : '');
  const heads = runs.map(
    (run, index) =>
      html`<th scope="col" class="${won(index)}">
        ${mark(run)} ${runName(run)} <span class="note">${statusWord(run)}</span>
      </th>`,
  );
  const line = (row: ScoreRow): Html =>
    html`<tr>
      <th scope="row">${row.label}</th>
      ${cell(row.base, '')}${row.cells.map((each, index) => cell(each, won(index)))}
    </tr> `;
  return html`<div class="scroll" role="region" aria-label="Scoreboard" tabindex="0">
    <table class="score">
      <thead>
        <tr>
          <th scope="col"><span class="muted">Compared</span></th>
          <th scope="col"><span class="mark base">0</span> Base</th>
          ${heads}
        </tr>
      </thead>
      <tbody>
        ${scoreRows(facts).map(line)}
      </tbody>
    </table>
  </div>`;
}

const STATES: Record<ScoreCell['state'], string> = {
  good: 'ok',
  bad: 'bad',
  plain: '',
  unknown: 'muted',
  none: 'muted',
};
const DELTAS = { better: 'ok', worse: 'bad', same: 'muted' };

function cell(value: ScoreCell, won: string): Html {
  const delta = value.delta
    ? html`<span class="delta ${DELTAS[value.delta.direction]}">${value.delta.text}</span>`
    : null;
  const best = value.best ? html` <span class="note">${value.tied ? 'tie for best' : 'best'}</span>` : null;
  const note = value.note ? html`<span class="note">${value.note}</span>` : null;
  return html`<td class="${won}">
    <span class="${STATES[value.state]}${value.best ? ' best' : ''}">${value.text}</span>${delta}${best}${note}
  </td>`;
}

function aggregate({ view }: ExportFacts): Html | null {
  if (!view.aggregate || view.aggregate.output === '') return null;
  return html`<h2>What the experiment's own command made of it</h2>
    <pre>${view.aggregate.output}</pre>`;
}

function decisions({ view }: ExportFacts): Html | null {
  if (view.decisions.length === 0) return null;
  const items = view.decisions.map(
    ({ by, rule, reason, createdAt }) =>
      html`<li>
        ${reason} <span class="muted">${by === 'person' ? 'A person' : `The rule ${rule}`}, ${minutes(createdAt)}</span>
      </li>`,
  );
  return html`<h2>Decisions</h2>
    <ul>
      ${items}
    </ul>`;
}
