import { describe, expect, it } from 'vitest';
import type { ExperimentSummary } from '@/lib/schemas/view';
import { filterExperiments, type ExperimentFilter } from '@/lib/schemas/experiment-filter';

function experiment(id: string, overrides: Partial<ExperimentSummary> = {}): ExperimentSummary {
  return {
    id,
    name: `name of ${id}`,
    projectId: 'p1',
    projectName: 'shop',
    task: 'Add a rate limiter',
    metadata: {},
    status: 'done',
    strategy: 'parallel',
    createdAt: '2026-01-01T00:00:00.000Z',
    endedAt: null,
    runs: [],
    winner: null,
    winnerRunId: null,
    merged: false,
    contractHash: 'c',
    ...overrides,
  };
}

const ALL: ExperimentFilter = { project: null, status: null, text: '' };

function ids(experiments: ExperimentSummary[], filter: Partial<ExperimentFilter>): string[] {
  return filterExperiments(experiments, { ...ALL, ...filter }).map((one) => one.id);
}

describe('filterExperiments', () => {
  const list = [
    experiment('a', { metadata: { ticket: 'RL-7' } }),
    experiment('b', { projectId: 'p2', projectName: 'blog', status: 'queued' }),
    experiment('c', { status: 'failed', task: 'Fix the cache' }),
  ];

  it('keeps everything without a filter', () => {
    expect(ids(list, {})).toEqual(['a', 'b', 'c']);
  });

  it('finds words of the task and of the metadata, whatever their case', () => {
    expect(ids(list, { text: 'rate rl-7' })).toEqual(['a']);
    expect(ids(list, { text: 'ticket:rl' })).toEqual(['a']);
    expect(ids(list, { text: 'cache rate' })).toEqual([]);
  });

  it('narrows to a project and to a group of states', () => {
    expect(ids(list, { project: 'p2' })).toEqual(['b']);
    expect(ids(list, { status: 'live' })).toEqual(['b']);
    expect(ids(list, { status: 'failed' })).toEqual(['c']);
  });

  it('ignores a state that nobody knows', () => {
    expect(ids(list, { status: 'purple' })).toHaveLength(3);
  });
});
