import { parse } from 'diff2html';
import { Diff2HtmlUI } from 'diff2html/lib/ui/js/diff2html-ui-base';
import hljs from 'highlight.js/lib/common';
import { inertElement, takeSafely } from './sanitise';
import { sliceFile, type FileSlice } from './slice-file';

export type DiffLayout = 'split' | 'unified';

/** Lines of one slice; drawing that many with colours takes a few tens of milliseconds. */
const SLICE_LINES = 80;
/** Pixels of one line; the same in diff-theme.css. */
const LINE_HEIGHT = 20;

/**
 * Draws one file's patch into `host`, a slice at a time with a pause between them, so that no diff, however long, keeps
 * the page from answering. Stops when `signal` aborts.
 */
export async function drawFile(input: {
  host: HTMLElement;
  patch: string;
  layout: DiffLayout;
  name: string;
  signal: AbortSignal;
}): Promise<void> {
  const { host, patch, layout, name, signal } = input;
  const file = parse(patch)[0];
  if (!file) return;
  let tables: Element[] | null = null;
  const slices = sliceFile(file, SLICE_LINES);
  for (const slice of slices) {
    if (signal.aborted) return;
    const drawn = drawSlice(slice, layout);
    if (slices.length > 1) reserveHeights(drawn);
    if (tables) appendBodies(tables, drawn);
    else {
      host.replaceChildren(drawn);
      tables = findTables(drawn);
      if (layout === 'split') preparePanes(drawn, { name, signal });
    }
    await nextTask();
  }
}

function drawSlice({ file, continues }: FileSlice, layout: DiffLayout): Element {
  const target = inertElement();
  const options = {
    outputFormat: layout === 'split' ? ('side-by-side' as const) : ('line-by-line' as const),
    drawFileList: false,
    matching: 'lines' as const,
    matchingMaxComparisons: 900,
    highlight: true,
    fileListToggle: false,
    fileContentToggle: false,
    synchronisedScroll: false,
    stickyFileHeaders: false,
  };
  new Diff2HtmlUI(target, [file], options, hljs).draw();
  const drawn = target.querySelector('.d2h-files-diff, .d2h-file-diff') ?? target;
  if (continues) for (const body of drawn.querySelectorAll('.d2h-diff-tbody')) body.querySelector('tr')?.remove();
  return takeSafely(drawn);
}

function findBodies(drawn: Element): HTMLElement[] {
  return [...drawn.querySelectorAll<HTMLElement>('.d2h-diff-tbody')];
}

function findTables(drawn: Element): Element[] {
  return [...drawn.querySelectorAll('.d2h-diff-table')];
}

function appendBodies(tables: Element[], drawn: Element): void {
  for (const [index, body] of findBodies(drawn).entries()) tables[index]?.append(body);
}

/** Each slice says how high it is, so that the browser lays out only those in sight. */
function reserveHeights(drawn: Element): void {
  for (const body of findBodies(drawn)) {
    const height = body.querySelectorAll('tr').length * LINE_HEIGHT;
    body.style.contentVisibility = 'auto';
    body.style.containIntrinsicSize = `auto 0px auto ${String(height)}px`;
  }
}

/** Both sides scroll sideways together, and by keyboard. */
function preparePanes(drawn: Element, { name, signal }: { name: string; signal: AbortSignal }): void {
  const panes = [...drawn.querySelectorAll<HTMLElement>('.d2h-file-side-diff')];
  for (const [index, pane] of panes.entries()) {
    pane.tabIndex = 0;
    pane.setAttribute('role', 'region');
    pane.setAttribute('aria-label', `${name}, ${index === 0 ? 'before' : 'after'}`);
    const other = panes[1 - index];
    const follow = (): void => {
      if (other && other.scrollLeft !== pane.scrollLeft) other.scrollLeft = pane.scrollLeft;
    };
    pane.addEventListener('scroll', follow, { passive: true, signal });
  }
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
