import { describe, expect, it } from 'vitest';
import { buildPipeline } from './pipeline';
import { defaultPick, readPick, togglePick, writePick } from './pipeline-pick';
import type { Pipeline, PipelineStage } from './pipeline-types';
import type { RunStatus } from './run-status';

type Sketch = Record<string, [status: RunStatus, ...keys: string[]][]>;

function sketch(stages: Sketch, change: Record<string, Partial<PipelineStage>> = {}): Pipeline {
  const rows = Object.entries(stages).flatMap(([stage, groups]) =>
    groups.flatMap(([status, ...keys]) => keys.map((key) => ({ stage, status, key }))),
  );
  return buildPipeline({
    stages: Object.keys(stages).map((name) => ({
      name,
      from: null,
      strategy: 'graph',
      batchSize: 1,
      status: 'open',
      winnerRunId: null,
      ...change[name],
    })),
    variants: rows.map(({ stage, key }) => ({
      key,
      letter: 'A',
      kind: 'agent',
      stage,
      dependsOn: [],
      when: null,
      reportOnly: false,
      agent: 'demo',
      repeats: 1,
    })),
    runs: rows.map(({ key, status }) => ({
      id: `run-${key}`,
      variant: { key },
      repeat: 0,
      status,
      success: null,
      paused: false,
      durationMs: null,
      costUsd: null,
      error: null,
      stopReason: null,
      waitsFor: null,
      timestamps: { agentStarted: null, agentEnded: null },
    })),
  });
}

describe('defaultPick', () => {
  it('is everything where it is little', () => {
    expect(
      defaultPick(
        sketch({
          main: [
            ['queued', 'a', 'b'],
            ['running', 'c'],
          ],
        }),
      ),
    ).toEqual(['a', 'b', 'c']);
  });

  it('is what is at work, with the others of its stage where they are few', () => {
    const stages: Sketch = {
      main: [['passed', 'a', 'b', 'c']],
      next: [
        ['running', 'd'],
        ['passed', 'e'],
        ['queued', 'f'],
      ],
      last: [['queued', 'g']],
    };
    expect(defaultPick(sketch(stages))).toEqual(['d', 'e', 'f']);
    const many: Sketch = {
      main: [
        ['passed', 'a', 'b', 'c', 'd', 'e', 'f'],
        ['running', 'g', 'h'],
      ],
    };
    expect(defaultPick(sketch(many))).toEqual(['g', 'h']);
  });

  it('is what waits for a person when nothing works', () => {
    const stages: Sketch = { main: [['passed', 'a', 'b', 'c', 'd']], next: [['queued', 'e', 'f', 'g']] };
    expect(defaultPick(sketch(stages, { main: { status: 'needs_person' } }))).toEqual(['a', 'b', 'c', 'd']);
  });

  it('is the last stage that ran, and of many tasks those that won or failed', () => {
    const stages: Sketch = {
      main: [['passed', 'a', 'b', 'c']],
      next: [
        ['passed', '1', '2', '3', '4', '5', '6', '7'],
        ['failed', '8'],
        ['skipped', '9'],
      ],
      last: [['skipped', 'z']],
    };
    expect(defaultPick(sketch(stages, { next: { winnerRunId: 'run-2' } }))).toEqual(['2', '8']);
  });
});

describe('what a person picked', () => {
  const pipeline = sketch({ main: [['passed', 'a', 'b', 'c']] });

  it('survives the address, without what is not there', () => {
    expect(readPick(writePick(['c', 'a']), pipeline)).toEqual(['c', 'a']);
    expect(readPick('a,x,,a', pipeline)).toEqual(['a']);
    expect(writePick([])).toBeNull();
  });

  it('is replaced, added to, or let go', () => {
    expect(togglePick(['a'], ['b'], false)).toEqual(['b']);
    expect(togglePick(['b'], ['b'], false)).toEqual([]);
    expect(togglePick(['a'], ['b', 'c'], true)).toEqual(['a', 'b', 'c']);
    expect(togglePick(['a', 'b', 'c'], ['b'], true)).toEqual(['a', 'c']);
  });
});
