import { expect, test } from 'vitest';
import { comparisonObject, comparisonSchema } from '@/lib/schemas/api/comparison';
import { experimentObject, experimentSchema, runDetail, runDetailSchema } from '@/lib/schemas/api/experiment-object';
import { sampleExperiment, sampleRun } from '@/lib/testing/sample-view';

const view = sampleExperiment();

// Parsing drops what a schema does not name: equal means that nothing is undocumented.
test('everything an experiment, a run and a comparison hold is described', () => {
  const experiment = experimentObject(view);
  expect(experimentSchema.parse(experiment)).toEqual(experiment);
  const run = runDetail(sampleRun(), view);
  expect(runDetailSchema.parse(run)).toEqual(run);
  const comparison = comparisonObject(view);
  expect(comparisonSchema.parse(comparison)).toEqual(comparison);
});

test('a comparison has a cell for each run that counts', () => {
  const runs = [sampleRun(), sampleRun({ key: 'oop', position: 1 }), sampleRun({ id: 'old', superseded: true })];
  const [stage] = comparisonObject(sampleExperiment({ runs })).stages;
  expect(stage?.runs.map((run) => run.variant)).toEqual(['functional', 'oop']);
  expect(stage?.rows.map((row) => row.cells.length)).toEqual(stage?.rows.map(() => 2));
});
