import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sampleExperiment, sampleRun } from '@/lib/testing/sample-view';
import type { DiffView } from '@/lib/schemas/view';
import type { ExportFacts } from './export-facts';
import { renderSummary } from './render-summary';
import { renderReport } from './report/render-report';
import { REPORT_STYLE } from './report/report-style';
import { experimentFile, variantFile, variantResult } from './result-files';

const MARKUP = '<script>alert(1)</script><img src=x onerror=alert(1)>"\'&\u202E';

function changesOf(path: string, lines: string[], more: Partial<DiffView> = {}): DiffView {
  const body = lines.map((line) => `+${line}`).join('\n');
  const patch = `diff --git "a/${path}" "b/${path}"\nnew file mode 100644\nindex 0000000..1111111\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1,${lines.length} @@\n${body}\n`;
  const file = {
    path,
    oldPath: null,
    change: 'added' as const,
    linesAdded: lines.length,
    linesRemoved: 0,
    binary: false,
    oldMode: '000000',
    newMode: '100644',
    oldBlob: '0'.repeat(40),
    newBlob: '1'.repeat(40),
  };
  const stats = { filesChanged: 1, linesAdded: lines.length, linesRemoved: 0 };
  return { files: [file], patch, stats, truncated: false, ...more };
}

function factsOf(change: Partial<ExportFacts> = {}): ExportFacts {
  const view = change.view ?? sampleExperiment();
  const changes = new Map(view.runs.map((run) => [run.id, changesOf('a.txt', ['hello'])]));
  return { view, runs: view.runs, changes, at: new Date('2026-01-02T03:05:00Z'), ...change };
}

function hostileFacts(): ExportFacts {
  const run = sampleRun({
    key: 'evil',
    status: 'failed',
    success: false,
    summary: `done\n\`\`\`\n${MARKUP}\n# heading [link](javascript:alert(1))`,
    error: { type: 'gate_failed', message: `The gate broke: ${MARKUP}`, remedy: `Read ${MARKUP}` },
    gates: [
      {
        name: MARKUP,
        status: 'failed',
        exitCode: 1,
        durationMs: 5,
        output: `\u001b[31m${MARKUP}\u001b[0m`,
        tests: null,
      },
    ],
    metrics: [
      { name: MARKUP, value: 1, unit: MARKUP, better: 'lower', evidence: 'measured', error: MARKUP, output: MARKUP },
    ],
  });
  const view = sampleExperiment({
    name: MARKUP,
    task: MARKUP,
    verdict: `a | b ${MARKUP}`,
    runs: [{ ...run, variant: { ...run.variant, approach: MARKUP, task: MARKUP, model: MARKUP } }],
    winnerRunId: null,
    aggregate: { output: MARKUP, exitCode: 0 },
    decisions: [{ by: 'person', rule: MARKUP, reason: MARKUP, runId: null, createdAt: '2026-01-02T03:04:05.000Z' }],
  });
  const changes = new Map([
    [run.id, changesOf(`${MARKUP.replaceAll(/["\\]/g, '')}.txt`, [MARKUP, '</table></details>'])],
  ]);
  return factsOf({ view, changes });
}

/** Elements of a text of HTML, in their order. */
function elementsOf(html: string): string[] {
  return [...html.matchAll(/<([a-z][\w-]*)/gi)].map((match) => (match[1] ?? '').toLowerCase());
}

const ALLOWED = new Set(
  'html head meta title style body header main footer section div p h1 h2 h3 h4 pre dl dt dd strong span table thead tbody tr th td ul li i details summary ins del svg line text rect'.split(
    ' ',
  ),
);

describe('the report', () => {
  it('holds the verdict, the scoreboard, and what each variant changed', () => {
    const report = renderReport(factsOf());
    expect(report).toContain('<!doctype html>');
    expect(report).toContain('functional changed the least.');
    expect(report).toContain('Winner: functional');
    expect(report).toContain('a.txt');
    expect(report).toMatch(/d2h-code-line-ctn">hello/);
    for (const word of ['Gates', 'Metrics', 'Cost', 'not reported', 'Agent time']) expect(report).toContain(word);
  });

  it('loads nothing, and its policy lets nothing but its own style in', () => {
    const report = renderReport(hostileFacts());
    const hash = createHash('sha256').update(REPORT_STYLE).digest('base64');
    expect(report).toContain(`<style>${REPORT_STYLE}</style>`);
    const policy = report.match(/<meta http-equiv="Content-Security-Policy"\s+content="([^"]*)"/)?.[1];
    expect(policy?.replaceAll('&#39;', "'")).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    );
    expect(REPORT_STYLE).not.toMatch(/url\(|@import/);
    expect(report).not.toMatch(/<[^>]*\s(?:src|href|style)=/);
  });

  it('shows hostile names, diffs and messages as the text that they are', () => {
    const report = renderReport(hostileFacts());
    expect(elementsOf(report).filter((name) => !ALLOWED.has(name))).toEqual([]);
    expect(report).not.toMatch(/<[^>]*\son\w+\s*=/);
    expect(report).not.toContain('\u202E');
    expect(report).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    // As many tables and folds as it made: none was closed by a diff.
    const names = ['table', 'details', 'section', 'pre'];
    const opened = names.map((name) => elementsOf(report).filter((each) => each === name).length);
    expect(names.map((name) => report.split(`</${name}`).length - 1)).toEqual(opened);
  });

  it('names a file that is too long and leaves it out', () => {
    const view = sampleExperiment();
    const long = Array.from({ length: 5000 }, (_none, index) => `line ${index}`);
    const changes = new Map([[view.runs[0]!.id, changesOf('long.txt', long)]]);
    const report = renderReport(factsOf({ view, changes }));
    expect(report).toContain('long.txt');
    expect(report).toContain('5000 changed lines are more than this report shows');
    expect(report).not.toContain('line 4999');
  });

  it('is there for an experiment that has nothing yet', () => {
    const run = sampleRun({
      status: 'queued',
      success: null,
      resultSha: null,
      gates: [],
      metrics: [],
      tests: null,
      summary: null,
      diffStats: null,
      durationMs: null,
      timestamps: {
        ...sampleRun().timestamps,
        preparing: null,
        agentStarted: null,
        agentEnded: null,
        gatesEnded: null,
        stopped: null,
      },
    });
    const view = sampleExperiment({ runs: [run], winnerRunId: null, verdict: null, endedAt: null, status: 'running' });
    const report = renderReport(factsOf({ view, changes: new Map() }));
    expect(report).toContain('No winner');
    expect(report).toContain('The experiment is not over yet.');
  });
});

describe('the summary', () => {
  it('is Markdown with the verdict, the scoreboard and the files', () => {
    const summary = renderSummary(factsOf());
    expect(summary).toMatch(/^# Sample\n/);
    expect(summary).toContain('**Verdict:** functional changed the least.');
    expect(summary).toMatch(/\| Status \| – \| passed \|/);
    expect(summary).toContain('- a.txt (added, +1 −0)');
  });

  it('lets no text of others be markup', () => {
    const summary = renderSummary(hostileFacts());
    const outside = summary.replaceAll(/^(`{3,})text\n[^]*?\n\1$/gm, '');
    expect(outside).not.toMatch(/<(?:script|img)/);
    expect(outside).not.toMatch(/^# heading/m);
    expect(outside).not.toMatch(/(?<!\\)\]\(javascript/);
    expect(outside.match(/^\*\*Verdict:\*\* .*$/m)?.[0]).toContain(String.raw`a \| b`);
    expect(summary).not.toContain('\u202E');
    // The fence is longer than any in the text.
    expect(summary).toMatch(/^````text\ndone\n```\n/m);
  });
});

describe('the results as JSON', () => {
  it('have the names of Obox, in seconds, and null for what nobody knows', () => {
    const view = sampleExperiment();
    expect(variantResult(view.runs[0]!, view.base.metrics)).toMatchObject({
      agent_id: 'functional',
      sandbox_id: 'run-functional',
      success: true,
      exit_code: 0,
      stdout: null,
      duration: 1.5,
      tests_passed: true,
      test_output: 'ok 5',
      diff_stats: { files_changed: 2, lines_added: 10, lines_removed: 3, lines_changed: 13 },
      metrics: { time: { before: 90, after: 40, unit: 'ms', better: 'lower' } },
      summary: 'Done.',
    });
    const unknown = sampleRun({
      success: null,
      exitCode: null,
      durationMs: null,
      gates: [],
      metrics: [],
      diffStats: null,
      summary: null,
    });
    expect(variantResult(unknown, [])).toMatchObject({
      success: null,
      exit_code: null,
      duration: null,
      tests_passed: null,
      test_output: null,
      diff_stats: null,
      metrics: {},
      summary: null,
    });
  });

  it('are a file a repeat, and one for the experiment with its specification and decisions', () => {
    expect([variantFile(sampleRun()), variantFile(sampleRun({ repeat: 1 }))]).toEqual([
      'functional.json',
      'functional@2.json',
    ]);
    const file = experimentFile(factsOf());
    expect(file).toMatchObject({ experimentId: 'experiment-1', winner: { variant: 'functional' }, decisions: [] });
    expect(file.spec.variants).toHaveLength(1);
    expect(() => JSON.stringify(file)).not.toThrow();
  });
});
