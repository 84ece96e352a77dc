// Measures the bars of docs/performance.md on the built product. `--only a,b`, `--runs N`, `--clean`, `--idle SECONDS`.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { cleanUp } from './bench/cleanup.mjs';
import { comparisonPage } from './bench/compare.mjs';
import { stopLosers } from './bench/competitive.mjs';
import { handOver, hundredTasks } from './bench/graph.mjs';
import { launchInDocker, launchToAgent } from './bench/launch.mjs';
import { lineToBrowser } from './bench/live.mjs';
import { lockedIn } from './bench/locked-in.mjs';
import { idleMemory } from './bench/memory.mjs';
import { tenInParallel } from './bench/parallel.mjs';
import { startProduct } from './bench/product.mjs';
import { machine, tableOf, toRow } from './bench/report.mjs';
import { cleanClone, secondStart } from './bench/starts.mjs';
import { root } from './lib/paths.mjs';
import { explain, say, Sentence, step } from './lib/say.mjs';
import { setup } from './lib/setup.mjs';

/** These share one product that is up; the others start their own. */
const SHARED = {
  launch: launchToAgent,
  parallel: tenInParallel,
  competitive: stopLosers,
  handover: handOver,
  hundred: hundredTasks,
  live: lineToBrowser,
  compare: comparisonPage,
};
const LOCKED_IN = {
  docker: launchInDocker,
  workspaces: lockedIn('workspaces'),
  setups: lockedIn('setups'),
  path: lockedIn('path'),
  kill: lockedIn('kill'),
};
const ALONE = {
  start: secondStart,
  schedule: lockedIn('schedule'),
  traces: lockedIn('traces'),
  ...LOCKED_IN,
  memory: idleMemory,
  clean: cleanClone,
};
/** One name for all that is about sandboxes alone. */
const GROUPS = { sandboxes: Object.keys(LOCKED_IN) };
const NAMES = ['start', ...Object.keys(SHARED), 'schedule', 'traces', ...Object.keys(LOCKED_IN), 'memory', 'clean'];

function readOptions() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      runs: { type: 'string' },
      idle: { type: 'string', default: '60' },
      clean: { type: 'boolean', default: false },
    },
  });
  const asked = values.only?.split(',').flatMap((name) => GROUPS[name] ?? [name]);
  const names = asked ?? NAMES.filter((name) => name !== 'clean' || values.clean);
  const unknown = names.find((name) => !NAMES.includes(name));
  const known = [...NAMES, ...Object.keys(GROUPS)].join(', ');
  if (unknown) throw new Sentence(`There is no bench "${unknown}"; there are ${known}.`);
  return { names, input: { ...readCount('runs', values.runs), idleSeconds: readCount('idle', values.idle).idle } };
}

function readCount(name, text) {
  if (text === undefined) return {};
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new Sentence(`--${name} takes a number from 1 to 9999.`);
  return { [name]: Number(text) };
}

/** One that breaks is a miss, and the others are measured all the same. */
async function measure(name, work) {
  try {
    return await step(`Measuring ${name}`, work);
  } catch (error) {
    say(error.stack);
    return [toRow({ what: `${name}: ${error.message.split('\n')[0]}`, bar: '–', limits: {}, samples: [] })];
  }
}

async function bench() {
  const { names, input } = readOptions();
  await setup({ web: true });
  const rows = [];
  const shared = names.filter((name) => name in SHARED);
  const product = shared.length > 0 ? await step('Starting the product', startProduct) : null;
  for (const name of shared) rows.push(...(await measure(name, () => SHARED[name]({ ...input, product }))));
  await product?.stop();
  for (const name of names.filter((each) => each in ALONE)) {
    rows.push(...(await measure(name, () => ALONE[name](input))));
  }
  const file = path.join(root, 'bench-results.json');
  writeFileSync(file, `${JSON.stringify({ machine: machine(), rows }, null, 2)}\n`);
  process.stdout.write(`${tableOf(rows)}\n`);
  say(`All numbers are in ${file}.`);
  return rows.every((row) => row.passed) ? 0 : 1;
}

process.exitCode = await bench().catch(explain);
await cleanUp();
