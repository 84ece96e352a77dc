import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { addVariant, duplicateVariant, readField, removeEntry } from './draft';
import { addIntegrationContract, addStage, idsOf, placeOf, setStrategy, sourcesOf, strategyTypeOf } from './draft-plan';

const TEXT = `task: Fix it
strategy: { type: sequential, passOutput: true, stopOnFailure: true } # in a row
variants:
  - { id: a, agent: claude }
stages:
  # makes it good
  - name: polish
    variants: [{ id: fast, agent: claude }, { id: neat, agent: codex }]
`;

const data = parse(TEXT) as unknown;

describe('strategies', () => {
  it('are read in both forms, and are parallel where nothing is written', () => {
    expect(strategyTypeOf({ strategy: 'graph' }, [])).toBe('graph');
    expect(strategyTypeOf(data, [])).toBe('sequential');
    expect(strategyTypeOf(data, ['stages', 0])).toBe('parallel');
    expect(strategyTypeOf({ strategy: 5 }, [])).toBe('parallel');
  });

  it('lose the options that the new type does not know, and keep the others with the comment', () => {
    const batched = setStrategy(TEXT, [], 'batched');
    expect(readField(batched, ['strategy'])).toEqual({ type: 'batched', passOutput: true });
    expect(batched).toContain('# in a row');
    expect(readField(setStrategy(TEXT, [], 'graph'), ['strategy'])).toEqual({ type: 'graph' });
  });

  it('stay in the short form, and go where they say what is so anyway', () => {
    expect(setStrategy('task: x\nstrategy: graph\n', [], 'fallback')).toBe('task: x\nstrategy: fallback\n');
    expect(setStrategy('task: x\nstrategy: graph\n', [], 'parallel')).toBe('task: x\n');
    expect(readField(setStrategy(TEXT, ['stages', 0], 'competitive'), ['stages', 0, 'strategy'])).toBe('competitive');
  });
});

describe('stages', () => {
  it('are added under a free name, with a first variant under a free id', () => {
    const once = addStage('task: x\nvariants: [{ id: stage-2, agent: demo }]\n', 'demo');
    expect(readField(once, ['stages'])).toEqual([{ name: 'stage-2', variants: [{ id: 'stage-2-2', agent: 'demo' }] }]);
    const twice = addStage(once, 'demo');
    expect(readField(twice, ['stages', 1])).toEqual({ name: 'stage-3', variants: [{ id: 'stage-3', agent: 'demo' }] });
    expect(addStage(TEXT, 'demo')).toContain('# makes it good');
  });

  it('hold variants whose ids are free in the whole experiment', () => {
    const list = ['stages', 0, 'variants'];
    expect(idsOf(parse(addVariant(TEXT, 'demo', list)))).toEqual(['a', 'fast', 'neat', 'b']);
    expect(idsOf(parse(duplicateVariant(TEXT, 0, list)))).toEqual(['a', 'fast', 'fast-2', 'neat']);
  });

  it('keep an empty list of variants, and go with the last of them', () => {
    const list = ['stages', 0, 'variants'];
    const empty = removeEntry(removeEntry(TEXT, list, 0), list, 0);
    expect(readField(empty, ['stages', 0])).toEqual({ name: 'polish', variants: [] });
    expect(readField(removeEntry(TEXT, ['stages'], 0), ['stages'])).toBeUndefined();
  });

  it('start from what stands before them, nearest first', () => {
    expect(sourcesOf(data, 1)).toEqual(['polish.winner', 'polish.merged', 'main.winner', 'main.merged', 'base']);
    expect(sourcesOf(data, 0)).toEqual(['main.winner', 'main.merged', 'base']);
  });
});

it('finds a variant wherever it stands', () => {
  expect(placeOf(data, 'neat')).toEqual(['stages', 0, 'variants', 1]);
  expect(placeOf(data, 'a')).toEqual(['variants', 0]);
  expect(placeOf(data, 'nobody')).toBeNull();
  expect(idsOf(data, ['stages', 0, 'variants'])).toEqual(['fast', 'neat']);
});

it('adds integration contracts under free names', () => {
  const text = addIntegrationContract(addIntegrationContract(TEXT));
  expect(readField(text, ['integrationContracts'])).toEqual([{ name: 'contract-1' }, { name: 'contract-2' }]);
});
