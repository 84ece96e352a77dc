/** One run of a report: what it answered, how it was judged, what it changed. */
import { formatCost, formatCount, formatDuration, formatNumber } from '@/lib/core/display';
import { html, type Html } from '@/lib/core/html';
import { totalTokens } from '@/lib/core/scoreboard';
import { stripColours } from '@/lib/core/strip-colours';
import type { GateView, MetricView, RunView } from '@/lib/schemas/view';
import type { ExportFacts } from '@/lib/services/export/export-facts';
import { runName, statusWord } from '@/lib/services/export/report-rows';
import { renderDiff, type LineBudget } from '@/lib/services/export/report/render-diff';

const MAX_OUTPUT_CHARS = 8000;

type RunInput = { run: RunView; facts: ExportFacts; budget: LineBudget; mark: Html };

export function renderRun({ run, facts, budget, mark }: RunInput): Html {
  const { variant } = run;
  const changes = facts.changes.get(run.id);
  const tone = run.status === 'passed' ? (run.success === null ? 'muted' : 'ok') : run.error ? 'bad' : 'muted';
  const who = [variant.agent, variant.model, variant.approach].filter((part) => part !== null).join(' · ');
  return html`<section class="run" aria-label="Variant ${runName(run)}">
    <header>
      ${mark}
      <h3>${runName(run)}</h3>
      <span class="tag ${tone}">${statusWord(run)}</span>${
        run.id === facts.view.winnerRunId ? html`<span class="tag warn">winner</span>` : null
      }
    </header>
    <p class="muted">${who}</p>
    <dl class="facts">
      ${factsOf(run).map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
    ${told(run)}
    ${
      run.gates.length > 0
        ? html`<h4>Gates</h4>
            ${run.gates.map(gate)}`
        : null
    }
    ${
      run.metrics.length > 0
        ? html`<h4>Metrics</h4>
            ${metrics(run, facts.view.base.metrics)}`
        : null
    }
    ${
      changes && changes.files.length > 0
        ? html`<h4>Changes</h4>
            ${renderDiff(changes, budget)}`
        : null
    }
  </section> `;
}

/** What was asked of this run alone, what went wrong, what it answered. */
function told({ variant, error, summary }: RunView): Html {
  const task = variant.task === null ? null : titled('Its own task', variant.task);
  const answer = summary ? titled('What it answered', tail(summary)) : null;
  if (!error) return html`${task} ${answer}`;
  return html`${task}
    <div class="failure">
      <p class="bad">${plain(error.message)}</p>
      <p>${error.remedy}</p>
    </div>
    ${answer}`;
}

function titled(title: string, text: string): Html {
  return html`<h4>${title}</h4>
    <pre>${text}</pre>`;
}

function factsOf(run: RunView): [string, string][] {
  const tokens = totalTokens(run.usage);
  const { diffStats, tests } = run;
  return [
    ['Agent time', run.durationMs === null ? 'unknown' : formatDuration(run.durationMs)],
    ['Tests', tests ? `${tests.passed} passed, ${tests.failed} failed` : 'not counted'],
    [
      'Changes',
      diffStats ? `${diffStats.filesChanged} files, +${diffStats.linesAdded} −${diffStats.linesRemoved}` : 'none known',
    ],
    ['Tokens', tokens === null ? 'not reported' : formatCount(tokens)],
    ['Cost', run.costUsd === null ? 'not reported' : formatCost(run.costUsd)],
    ...(run.resultSha ? ([['Result', run.resultSha.slice(0, 12)]] satisfies [string, string][]) : []),
  ];
}

const GATE_WORDS: Record<GateView['status'], string> = {
  passed: 'passed',
  failed: 'failed',
  error: 'could not run',
  timed_out: 'timed out',
};

function gate({ name, status, durationMs, output, exitCode }: GateView): Html {
  const tone = status === 'passed' ? 'ok' : 'bad';
  const printed = plain(output).trim();
  return html`<details>
    <summary>
      ${name} <span class="${tone}">${GATE_WORDS[status]}</span>
      <span class="muted">${formatDuration(durationMs)}${exitCode === null ? '' : `, exit code ${exitCode}`}</span>
    </summary>
    ${printed === '' ? html`<p class="muted">It printed nothing.</p>` : html`<pre>${tail(printed)}</pre>`}
  </details> `;
}

function metrics(run: RunView, base: readonly MetricView[]): Html {
  const rows = run.metrics.map((metric) => {
    const before = base.find((other) => other.name === metric.name)?.value ?? null;
    return html`<tr>
      <th scope="row">${metric.name}</th>
      <td>${amount(before, metric.unit)}</td>
      <td>
        ${amount(metric.value, metric.unit)}${metric.error ? html`<span class="note">${metric.error}</span>` : null}
      </td>
      <td class="muted">${metric.better} is better, ${metric.evidence}</td>
    </tr>`;
  });
  return html`<div class="scroll" role="region" aria-label="Metrics of ${runName(run)}" tabindex="0">
    <table class="score">
      <thead>
        <tr>
          <th scope="col">Metric</th>
          <th scope="col">Base</th>
          <th scope="col">This run</th>
          <th scope="col">How it is read</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

function amount(value: number | null, unit: string): string {
  if (value === null) return 'unknown';
  return unit ? `${formatNumber(value)} ${unit}` : formatNumber(value);
}

function plain(text: string): string {
  return stripColours(text);
}

function tail(text: string): string {
  return text.length > MAX_OUTPUT_CHARS ? `…${text.slice(-MAX_OUTPUT_CHARS)}` : text;
}
