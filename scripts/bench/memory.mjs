import { readFileSync } from 'node:fs';
import path from 'node:path';
import { childrenOf, commandLine, familyOf, hasProc, pssMegabytes } from './processes.mjs';
import { startProduct } from './product.mjs';
import { toRow } from './report.mjs';
import { sleep } from './wait.mjs';

const PAGES = ['/', '/projects', '/agents', '/experiments', '/experiments/new', '/data'];

/** After use, not fresh from the start: the demo was run and every page was read once. */
export async function idleMemory({ idleSeconds = 60 }) {
  if (!hasProc) return [];
  const product = await startProduct();
  await product.run({
    name: 'demo',
    project: 'builtin:demo',
    task: 'Make it right and fast.',
    test: 'node --test',
    variants: ['Sort once, then sweep', 'Index with a map'].map((approach, index) => ({
      id: `v${index}`,
      agent: 'demo',
      approach,
    })),
  });
  // The connections of this process are not the product's.
  await product.disconnect();
  const headers = { authorization: `Bearer ${product.token}` };
  for (const page of PAGES) await (await fetch(product.url + page, { headers })).text();
  await sleep(idleSeconds * 1000);
  const postmaster = Number(
    readFileSync(path.join(product.home, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[0],
  );
  const children = childrenOf(product.pid).filter((pid) => pid !== postmaster);
  const worker = children.find((pid) => commandLine(pid).includes('worker.mjs'));
  const web = children.find((pid) => pid !== worker);
  const details = {
    web: pssMegabytes(familyOf(web)),
    worker: pssMegabytes(familyOf(worker)),
    database: pssMegabytes(familyOf(postmaster)),
    supervisor: pssMegabytes([product.pid]),
    idleSeconds,
  };
  await product.stop();
  const total = details.web + details.worker + details.database;
  const what = `memory after ${idleSeconds} s idle: web, worker, database`;
  return [toRow({ what, unit: 'MB', bar: '< 600 MB', limits: { max: 600 }, samples: [total], details })];
}
