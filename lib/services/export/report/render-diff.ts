/** The changes of a run for a report, drawn by diff2html without a browser. */
import { html as drawHtml, parse } from 'diff2html';
import { cleanMarkup } from '@/lib/core/diff-markup';
import { html, trusted, type Html } from '@/lib/core/html';
import type { FileChange } from '@/lib/core/repository';
import { splitPatch } from '@/lib/schemas/git-patch';
import type { DiffView } from '@/lib/schemas/view';

/** A report is read by a person and opened by any browser: beyond this a file is named and not drawn. */
const MAX_FILE_LINES = 2000;
const OPEN_FILE_LINES = 300;

/** Lines that a report still has room for; shared by all its diffs. */
export type LineBudget = { lines: number };

export function renderDiff(changes: DiffView, budget: LineBudget): Html {
  const parts = new Map(splitPatch(changes.patch).map((part) => [part.path, part]));
  const files = changes.files.map((file) => {
    const part = parts.get(file.path);
    const lines = part?.lines ?? 0;
    const fits = lines <= Math.min(MAX_FILE_LINES, budget.lines);
    if (fits) budget.lines -= lines;
    return renderFile(file, part && fits && lines > 0 ? draw(part.text) : null, lines);
  });
  const note = changes.truncated
    ? html`<p class="warn">The patch is larger than a report holds; its end is missing.</p>`
    : null;
  return html`${files}${note}`;
}

function renderFile(file: FileChange, drawn: string | null, lines: number): Html {
  const { path, oldPath } = file;
  const name = oldPath !== null && oldPath !== path ? `${oldPath} → ${path}` : path;
  const open = drawn !== null && lines <= OPEN_FILE_LINES ? trusted(' open') : null;
  const counts = file.binary
    ? html`<span class="muted">binary</span>`
    : html`<span
        ><span class="ok">+${file.linesAdded ?? 0}</span> <span class="bad">−${file.linesRemoved ?? 0}</span></span
      >`;
  const body =
    drawn === null
      ? html`<p class="muted">${whyNotDrawn(file, lines)}</p>`
      : html`<div class="diff">${trusted(cleanMarkup(drawn))}</div>`;
  return html`<details${open}><summary><span class="file"><span class="mono">${name}</span>${counts}<span class="muted">${file.change}</span></span></summary>${body}</details>\n`;
}

function whyNotDrawn(file: FileChange, lines: number): string {
  if (file.binary) return 'A binary file: its content is not shown.';
  if (lines === 0) return 'Its content did not change.';
  return `${(file.linesAdded ?? 0) + (file.linesRemoved ?? 0)} changed lines are more than this report shows. The patch of the run has them.`;
}

/** One table; the frame that diff2html puts around a file is the report's own. */
const TEMPLATES = {
  'line-by-line-file-diff': '<table class="d2h-diff-table"><tbody class="d2h-diff-tbody">{{{diffs}}}</tbody></table>',
};

function draw(patch: string): string {
  return drawHtml(parse(patch), {
    outputFormat: 'line-by-line',
    drawFileList: false,
    matching: 'lines',
    matchingMaxComparisons: 900,
    rawTemplates: TEMPLATES,
  });
}
