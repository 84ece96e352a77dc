import { execFile } from 'node:child_process';
import path from 'node:path';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { npmCommand } from '../lib/child.mjs';
import { root } from '../lib/paths.mjs';
import { freePort, makeFolder, spawnUp, untilPageAnswers } from './product.mjs';
import { toRow } from './report.mjs';

const CLEAN_MS = 15 * 60_000;

async function startOnce({ cwd, home, timeoutMs }) {
  const port = await freePort();
  const [program, args] = npmCommand(['start', '--silent', '--']);
  const startedAt = performance.now();
  const up = spawnUp({ command: [program, ...args], cwd, home, port });
  await untilPageAnswers({ up, home, port, timeoutMs });
  const startMs = performance.now() - startedAt;
  const stoppingAt = performance.now();
  await up.stop();
  return { start: startMs / 1000, stop: (performance.now() - stoppingAt) / 1000 };
}

export async function secondStart({ runs = 5 }) {
  const home = await makeFolder();
  await startOnce({ cwd: root, home });
  const times = [];
  for (let index = 0; index < runs; index += 1) times.push(await startOnce({ cwd: root, home }));
  return [
    toRow({
      what: 'second npm start to page answering',
      unit: 's',
      bar: '< 6 s',
      limits: { max: 6 },
      samples: times.map((time) => time.start),
    }),
    toRow({
      what: 'Ctrl-C to everything stopped',
      unit: 's',
      bar: '< 2 s',
      limits: { max: 2 },
      samples: times.map((time) => time.stop),
    }),
  ];
}

/** On the ordinary disk, as a person's clone would be. */
export async function cleanClone() {
  const parent = await makeFolder(tmpdir());
  const home = await makeFolder();
  const cwd = path.join(parent, 'bakeoff');
  const startedAt = performance.now();
  await promisify(execFile)('git', ['clone', '-q', root, cwd]);
  const cloneSeconds = (performance.now() - startedAt) / 1000;
  const { start } = await startOnce({ cwd, home, timeoutMs: CLEAN_MS });
  return [
    toRow({
      what: 'clean clone to page answering',
      unit: 's',
      bar: '< 240 s',
      limits: { max: 240 },
      samples: [cloneSeconds + start],
    }),
  ];
}
