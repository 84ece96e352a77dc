import { openBrowser, openProfile } from './browser.mjs';
import { makeRepository } from './repository.mjs';
import { toRow } from './report.mjs';

const VARIANTS = 4;
const FILES = 25;
/** A changed line is two lines of diff: 4 variants × 25 files × 100 changed lines = 20,000. */
const LINES = 100;
const SCROLL_MS = 90_000;

const rewrite = (label) => `
  const { readdirSync, readFileSync, writeFileSync } = require('node:fs');
  for (const name of readdirSync('src/part-0')) {
    const file = 'src/part-0/' + name;
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll("'base'", "'${label}'"));
  }`;

/** In the page: long tasks, and when the first file's lines are there. */
function observe() {
  window.longTasks = [];
  window.firstDiffAt = null;
  new PerformanceObserver((list) => {
    window.longTasks.push(...list.getEntries().map((entry) => entry.duration));
  }).observe({ type: 'longtask', buffered: true });
  new MutationObserver((_, observer) => {
    if (!document.querySelector('.bakeoff-diff .d2h-diff-tbody tr')) return;
    window.firstDiffAt = performance.now();
    observer.disconnect();
  }).observe(document, { childList: true, subtree: true });
}

export async function comparisonPage({ product, runs = 5 }) {
  const url = await makeComparison(product);
  const browser = await openBrowser();
  const loads = [];
  for (let index = 0; index <= runs; index += 1) {
    const context = await openProfile(browser, product);
    const load = await loadOnce(context, url);
    await context.close();
    // The first load warms the server.
    if (index > 0) loads.push(load);
  }
  await browser.close();
  const of = (key) => loads.map((load) => load[key]);
  return [
    toRow({
      what: 'comparison, 20,000 lines: first paint',
      bar: '< 1000 ms',
      limits: { max: 1000 },
      samples: of('paint'),
    }),
    toRow({
      what: 'comparison: first file of the diff drawn',
      bar: '(no bar)',
      limits: {},
      samples: of('diff'),
    }),
    toRow({
      what: 'comparison: longest task, scrolled to its end',
      bar: '≤ 200 ms',
      limits: { max: 201 },
      samples: of('longest'),
      details: of('tasks'),
    }),
  ];
}

async function makeComparison(product) {
  const project = await makeRepository({ files: FILES, linesPerFile: LINES });
  const names = Array.from({ length: VARIANTS }, (_, index) => `v${index}`);
  const view = await product.run({
    name: 'large',
    project,
    task: 'Rewrite.',
    test: 'true',
    variants: names.map((id) => ({ id, agent: id })),
    agents: Object.fromEntries(
      names.map((id) => [id, { command: [process.execPath, '-e', rewrite(`of ${id}`)], output: 'text' }]),
    ),
  });
  const lines = view.runs.reduce((sum, run) => sum + run.diffStats.linesAdded + run.diffStats.linesRemoved, 0);
  if (lines !== 2 * VARIANTS * FILES * LINES) throw new Error(`The diffs have ${lines} lines.`);
  return `${product.url}/experiments/${view.id}?tab=compare`;
}

async function loadOnce(context, url) {
  const page = await context.newPage();
  await page.addInitScript(observe);
  await page.goto(url);
  await page.waitForFunction(() => window.firstDiffAt !== null);
  const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime);
  const diff = await page.evaluate(() => window.firstDiffAt);
  await scrollThrough(page);
  const tasks = await page.evaluate(() => window.longTasks);
  await page.close();
  return { paint, diff, tasks, longest: Math.max(0, ...tasks) };
}

/** Faster than a person reads, to the end of the page, every file on the way. */
async function scrollThrough(page) {
  const deadline = Date.now() + SCROLL_MS;
  const seen = new Set();
  while (seen.size < FILES) {
    if (Date.now() > deadline) throw new Error(`Only ${seen.size} of ${FILES} files were drawn.`);
    await page.evaluate(() => window.scrollBy(0, 1500));
    await page.waitForTimeout(60);
    for (const name of await page.evaluate(drawnFiles)) seen.add(name);
  }
}

/** In the page: far files may be taken away again, so these are those of now. */
function drawnFiles() {
  const drawn = document.querySelectorAll('.bakeoff-diff[aria-busy="false"]');
  return [...drawn].map((diff) => diff.closest('section').id);
}
