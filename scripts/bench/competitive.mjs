import { hasProc, mentioning, taggedWith } from './processes.mjs';
import { makeRepository } from './repository.mjs';
import { toRow } from './report.mjs';
import { waitUntil } from './wait.mjs';

/** A time to sleep that nobody else sleeps: the losers' processes are found by it, also those locked in. */
const MARK = String(6_000_000 + (process.pid % 1_000_000));
const FOREVER = `while :; do sleep ${MARK}; done`;

/** Losers that don't want to end: one ignores SIGTERM, one leaves a daemon in a session of its own. */
function fileFor({ project }) {
  const agents = {
    winner: 'sleep 2; echo won > won.txt',
    polite: `sleep ${MARK}`,
    stubborn: `trap '' TERM INT HUP; ${FOREVER}`,
    daemon: `setsid sh -c "trap '' TERM INT HUP; ${FOREVER}" & sleep ${MARK}`,
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
    const id = await product.launch(fileFor({ project }));
    if (hasProc) await waitUntil(() => sleeping().length >= 3, { what: 'the losers to work', everyMs: 50 });
    const view = await product.settled(id);
    const winner = view.runs.find((run) => run.variant.key === 'winner');
    const losers = view.runs.filter((run) => run !== winner);
    if (winner.status !== 'passed' || losers.some((run) => run.status !== 'cancelled')) {
      throw new Error(`Unexpected ends: ${view.runs.map((run) => `${run.variant.key} ${run.status}`).join(', ')}`);
    }
    const decidedAt = Date.parse(winner.timestamps.gatesEnded);
    samples.push(Math.max(...losers.map((run) => Date.parse(run.timestamps.stopped) - decidedAt)));
    if (hasProc) left += new Set([...sleeping(), ...taggedWith(view.runs.map((run) => run.id))]).size;
  }
  return [
    toRow({ what: "winner's gates ended to last loser stopped", bar: '< 2000 ms', limits: { max: 2000 }, samples }),
    ...(hasProc
      ? [toRow({ what: 'processes of losers left alive', unit: '', bar: 'none', limits: { max: 1 }, samples: [left] })]
      : []),
  ];
}

const sleeping = () => mentioning(`sleep ${MARK}`);
