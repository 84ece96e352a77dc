import { openBrowser, openProfile } from './browser.mjs';
import { makeRepository } from './repository.mjs';
import { toRow } from './report.mjs';
import { waitUntil } from './wait.mjs';

const EVERY_MS = 200;
const WARM_UP = 10;

/** Prints its own clock; starts only when the page had time to open. */
const talker = (lines) => `
  let n = 0;
  const timer = setInterval(() => {
    console.log('tick ' + n + ' at ' + (performance.timeOrigin + performance.now()).toFixed(1) + ';');
    if (++n === ${lines}) clearInterval(timer);
  }, ${EVERY_MS});`;

/** In the page: when each line first stands in the document. */
function collectTicks() {
  window.ticks = new Map();
  new MutationObserver(() => {
    const now = performance.timeOrigin + performance.now();
    for (const [, n, at] of document.body.textContent.matchAll(/tick (\d+) at ([\d.]+);/g)) {
      if (!window.ticks.has(n)) window.ticks.set(n, now - Number(at));
    }
  }).observe(document, { childList: true, subtree: true, characterData: true });
}

export async function lineToBrowser({ product, runs = 100 }) {
  const project = await makeRepository({ files: 50 });
  const browser = await openBrowser();
  const context = await openProfile(browser, product);
  const page = await context.newPage();
  await page.addInitScript(collectTicks);
  const lines = runs + WARM_UP;
  const id = await product.launch({
    name: 'live',
    project,
    task: 'Talk.',
    test: 'true',
    variants: [{ id: 'talker', agent: 'talker' }],
    agents: { talker: { command: [process.execPath, '-e', talker(lines)], output: 'text' } },
  });
  await page.goto(`${product.url}/experiments/${id}?tab=live`);
  await waitUntil(() => page.evaluate((last) => window.ticks.has(last), String(lines - 1)), {
    what: 'the last line in the page',
    timeoutMs: lines * EVERY_MS + 30_000,
    everyMs: 500,
  });
  const ticks = await page.evaluate(() => [...window.ticks]);
  await browser.close();
  await product.settled(id);
  // Lines of before the page was open came with it, not live.
  const samples = ticks.filter(([n]) => Number(n) >= WARM_UP).map(([, ms]) => ms);
  return [
    toRow({ what: 'agent writes a line to text in the browser', bar: 'p95 < 150 ms', limits: { p95: 150 }, samples }),
  ];
}
