import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { hasProc, isAlive, taggedWith } from './processes.mjs';
import { makeFolder } from './product.mjs';
import { makeRepository } from './repository.mjs';
import { toRow } from './report.mjs';

const FOREVER = 'while :; do sleep 0.2; done';

/** Losers that don't want to end: one ignores SIGTERM, one leaves a daemon in a session of its own. */
function fileFor({ project, pids }) {
  const note = (name) => `echo $$ > ${pids}/${name}`;
  const agents = {
    winner: 'sleep 2; echo won > won.txt',
    polite: `${note('polite')}; sleep 600`,
    stubborn: `trap '' TERM INT HUP; ${note('stubborn')}; ${FOREVER}`,
    daemon: `setsid sh -c "trap '' TERM INT HUP; echo \\$\\$ > ${pids}/daemon; ${FOREVER}" & sleep 600`,
  };
  return {
    name: 'race',
    project,
    task: 'Win.',
    test: 'test -f won.txt',
    strategy: 'competitive',
    variants: Object.keys(agents).map((id) => ({ id, agent: id })),
    agents: Object.fromEntries(
      Object.entries(agents).map(([id, script]) => [id, { command: ['sh', '-c', script], output: 'text' }]),
    ),
  };
}

export async function stopLosers({ product, runs = 7 }) {
  const project = await makeRepository({ files: 50 });
  const samples = [];
  let left = 0;
  for (let index = 0; index < runs; index += 1) {
    const pids = await makeFolder();
    const view = await product.run(fileFor({ project, pids }));
    const winner = view.runs.find((run) => run.variant.key === 'winner');
    const losers = view.runs.filter((run) => run !== winner);
    if (winner.status !== 'passed' || losers.some((run) => run.status !== 'cancelled')) {
      throw new Error(`Unexpected ends: ${view.runs.map((run) => `${run.variant.key} ${run.status}`).join(', ')}`);
    }
    const decidedAt = Date.parse(winner.timestamps.gatesEnded);
    samples.push(Math.max(...losers.map((run) => Date.parse(run.timestamps.stopped) - decidedAt)));
    if (hasProc) left += await countLeft({ view, pids });
  }
  return [
    toRow({ what: "winner's gates ended to last loser stopped", bar: '< 2000 ms', limits: { max: 2000 }, samples }),
    ...(hasProc
      ? [toRow({ what: 'processes of losers left alive', unit: '', bar: 'none', limits: { max: 1 }, samples: [left] })]
      : []),
  ];
}

async function countLeft({ view, pids }) {
  const names = await readdir(pids);
  if (names.length !== 3) throw new Error(`Only ${names.join(', ')} told their process ids.`);
  const noted = await Promise.all(names.map(async (name) => Number(await readFile(path.join(pids, name), 'utf8'))));
  return new Set([...noted.filter(isAlive), ...taggedWith(view.runs.map((run) => run.id))]).size;
}
