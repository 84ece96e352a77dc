import path from 'node:path';
import { startEngine, stopEngine } from '../lib/engine.mjs';
import { atEnd } from './cleanup.mjs';
import { makeFolder, scratch, startProduct } from './product.mjs';
import { makeRepository } from './repository.mjs';
import { toRow } from './report.mjs';

const FILES = 5000;
/** It stands in the text of a mount's options, so that a checkout below such a folder can't be a mount. */
const NEVER_MOUNTED = 'bakeoff,bench-';
/** The first ones import the project and fill caches. */
const WARM_UP = 3;

const BARS = {
  process: { p50: 450, p95: 1000 },
  bubblewrap: { p50: 250, p95: 1000 },
  docker: { p50: 450 },
  dockerPlain: { p50: 650 },
};

/** Nothing isolates here, and each run has a plain checkout or a mounted one, as everywhere. */
export async function launchToAgent({ product, runs = 25 }) {
  const project = await makeRepository({ files: FILES });
  const what = `launch to agent process, ${FILES.toLocaleString('en')} files`;
  const rows = [await launchRow({ product, project, runs, what: `${what}: not isolated`, limits: BARS.process })];
  if (process.platform !== 'linux') return rows;
  const sandbox = { provider: 'bubblewrap' };
  rows.push(await launchRow({ product, project, runs, sandbox, what: `${what}: bubblewrap`, limits: BARS.bubblewrap }));
  return rows;
}

/** With an engine of its own, and its image there: once with a mounted checkout, once with a plain one. */
export async function launchInDocker({ runs = 25 }) {
  const state = path.join(await makeFolder(), 'engine');
  atEnd(() => stopEngine(state));
  const { dockerHost, image } = await startEngine('docker', state);
  const before = process.env.DOCKER_HOST;
  process.env.DOCKER_HOST = dockerHost;
  const sandbox = { provider: 'docker', image };
  const project = await makeRepository({ files: FILES });
  const what = `launch to agent process, ${FILES.toLocaleString('en')} files: docker`;
  try {
    const rows = [];
    for (const plain of [false, true]) {
      const home = await makeFolder(scratch, plain ? NEVER_MOUNTED : undefined);
      const product = await startProduct({ home });
      const kind = plain
        ? { what: `${what}, plain checkout`, limits: BARS.dockerPlain }
        : { what, limits: BARS.docker };
      rows.push(await launchRow({ product, project, runs, sandbox, ...kind }));
      await product.stop();
    }
    return rows;
  } finally {
    if (before === undefined) delete process.env.DOCKER_HOST;
    else process.env.DOCKER_HOST = before;
    await stopEngine(state);
  }
}

async function launchRow({ product, project, runs, what, limits, sandbox = { provider: 'process' } }) {
  const file = {
    name: 'launch',
    project,
    task: 'Say when you started.',
    test: 'true',
    sandbox,
    variants: [{ id: 'one', agent: 'stamp' }],
    // The shell's own clock: a sandbox can't reach a file of the host, and busybox's `date` counts seconds.
    agents: { stamp: { command: ['bash', '--norc', '-c', 'echo "${EPOCHREALTIME:-$(date +%s.%N)}"'], output: 'text' } },
  };
  const times = [];
  for (let index = -WARM_UP; index < runs; index += 1) {
    const time = await launchOnce(product, file);
    if (index >= 0) times.push(time);
  }
  const bar = Object.entries(limits).map(([name, limit]) => `${name} < ${limit}`);
  const samples = times.map((time) => time.total);
  return toRow({ what, bar: `${bar.join(', ')} ms`, limits, samples, details: times });
}

/** From the use case that the button calls until the agent's own first process; both clocks are this host's. */
async function launchOnce(product, file) {
  const pressedAt = performance.timeOrigin + performance.now();
  const id = await product.launch(file);
  const launchedAt = performance.timeOrigin + performance.now();
  const view = await product.settled(id);
  const [run] = view.runs;
  const startedAt = Number(run.summary?.trim().replace(',', '.')) * 1000;
  if (run.status !== 'passed' || !(startedAt > pressedAt)) {
    throw new Error(
      `The run ended as ${run.status} and said ${JSON.stringify(run.summary)}. ${run.error?.message ?? ''}`,
    );
  }
  const { preparing, agentStarted } = run.timestamps;
  return {
    total: startedAt - pressedAt,
    launched: launchedAt - pressedAt,
    preparing: Date.parse(preparing) - pressedAt,
    spawning: Date.parse(agentStarted) - pressedAt,
  };
}
