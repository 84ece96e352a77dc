/** Measures what lies below the use cases: `main.ts NAME RUNS` prints rows as JSON. Started by scripts/bench/sandboxes.mjs. */
import { openSpawner } from '@/lib/adapters/process/run-command';
import { killFled } from '@/scripts/bench/sandboxes/kill-fled';
import type { Measure } from '@/scripts/bench/sandboxes/row';
import { scheduleLargeGraph } from '@/scripts/bench/sandboxes/schedule';
import { setupOnce } from '@/scripts/bench/sandboxes/setup-once';
import { traceCost } from '@/scripts/bench/sandboxes/trace-cost';
import { wholePath } from '@/scripts/bench/sandboxes/whole-path';
import { manyWorkspaces } from '@/scripts/bench/sandboxes/many-workspaces';
import { stopEngines, useEngineFolder } from '@/lib/testing/engine';

const MEASURES: Record<string, { measure: Measure; runs: number }> = {
  schedule: { measure: scheduleLargeGraph, runs: 30 },
  workspaces: { measure: manyWorkspaces, runs: 5 },
  setups: { measure: setupOnce, runs: 3 },
  path: { measure: wholePath, runs: 5 },
  kill: { measure: killFled, runs: 7 },
  traces: { measure: traceCost, runs: 15 },
};

const [name = '', runs] = process.argv.slice(2);
const chosen = MEASURES[name];
if (!chosen) throw new Error(`There is no measurement "${name}"; there are ${Object.keys(MEASURES).join(', ')}.`);
useEngineFolder();
// As the worker does.
const spawner = openSpawner('dist/spawner.mjs');
try {
  const rows = await chosen.measure(runs === undefined ? chosen.runs : Number(runs));
  process.stdout.write(`${JSON.stringify(rows)}\n`);
} finally {
  spawner.close();
  await stopEngines();
}
