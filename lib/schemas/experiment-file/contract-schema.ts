/** What counts in an experiment: gates, metrics, and how a winner is chosen. */
import { z } from 'zod';
import { isJsonPath, patternProblem } from './checks';
import { strict } from './strict';
import { choice, command, duration, line, name, predicate, relativePath } from './values';

const gate = strict('a gate', {
  name,
  run: command,
  timeout: duration.prefault('10m'),
  report: strict('`report`', {
    format: choice('a report format', ['auto', 'tap']),
    path: relativePath.optional(),
  }).optional(),
});

const read = z.union(
  [
    z.enum(['last-number', 'duration', 'exit-code']),
    strict('`read`', {
      json: line(500).refine(isJsonPath, 'is not a path into JSON; write it like .p95 or .results[0].ms').optional(),
      regex: line(1000).check(predicate(patternProblem)).optional(),
      file: relativePath.optional(),
    }),
  ],
  { error: 'is not a way to read a number; write last-number, duration, exit-code, { json: .path } or { regex: … }' },
);

const metric = strict('a metric', {
  name,
  run: command,
  read: read.default('last-number'),
  unit: line(20).optional(),
  better: choice('a direction', ['lower', 'higher']),
  timeout: duration.prefault('10m'),
});

export const contract = strict('`contract`', {
  gates: z.array(gate, { error: 'is not a list of gates' }).max(30, 'has more than 30 gates').default([]),
  metrics: z.array(metric, { error: 'is not a list of metrics' }).max(30, 'has more than 30 metrics').default([]),
});

export const select = strict('`select`', {
  by: choice('a selection rule', [
    'first',
    'fastest',
    'most-tests',
    'least-changes',
    'coverage',
    'weighted',
    'person',
  ]).optional(),
  weights: z
    .record(
      z.string(),
      z.number({ error: 'is not a number' }).positive('is not more than 0').max(1_000_000, 'is more than 1000000'),
      {
        error: 'is not a list of weights; write each as `metric: weight`',
      },
    )
    .optional(),
  metric: name.optional(),
});
