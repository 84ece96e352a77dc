import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  addGate,
  addMetric,
  addVariant,
  countRuns,
  createDraft,
  duplicateVariant,
  insertEntry,
  moveEntry,
  readDraft,
  readField,
  removeEntry,
  writeField,
} from './draft';

const TEXT = `# What we want to know
task: Fix it # short for now

limits:
  # Not longer than lunch
  timeout: 30m
future: { key: 1 }
variants:
  # The careful one
  - { id: a, agent: claude }
  - id: b # the wild one
    agent: codex
    approach: |
      First this.
      Then that.
`;

function idsOf(text: string): unknown[] {
  return (readField(text, ['variants']) as { id: unknown }[]).map((variant) => variant.id);
}

describe('writeField', () => {
  it('changes one value and leaves comments, order, blank lines and unknown keys', () => {
    expect(writeField(TEXT, ['limits', 'timeout'], '10m')).toBe(TEXT.replace('30m', '10m'));
    expect(writeField(TEXT, ['task'], 'Fix them all')).toBe(TEXT.replace('Fix it', 'Fix them all'));
    expect(writeField(TEXT, ['variants', 0, 'model'], 'opus')).toBe(
      TEXT.replace('agent: claude }', 'agent: claude, model: opus }'),
    );
  });

  it('creates what is missing on the way', () => {
    expect(parse(writeField('', ['contract', 'gates', 0, 'name'], 'x'))).toEqual({
      contract: { gates: [{ name: 'x' }] },
    });
    expect(readField(writeField(TEXT, ['sandbox', 'setup'], 'npm ci'), ['sandbox'])).toEqual({ setup: 'npm ci' });
  });

  it('removes a value and the mappings that this leaves empty', () => {
    const text = writeField('a: 1\nselect: { weights: { p95: 1 } }\n', ['select', 'weights', 'p95'], undefined);
    expect(text).toBe('a: 1\n');
  });

  it('leaves everything as it is when there is nothing to remove', () => {
    expect(writeField(TEXT, ['sandbox', 'setup'], undefined)).toBe(TEXT);
    expect(writeField('limits: 5\n', ['limits', 'timeout'], undefined)).toBe('limits: 5\n');
  });

  it('makes the long form of a short one when another key joins it', () => {
    expect(parse(writeField('strategy: batched\n', ['strategy', 'size'], 3))).toEqual({
      strategy: { type: 'batched', size: 3 },
    });
    expect(
      parse(writeField('variants: [{ id: a, retries: 2 }]\n', ['variants', 0, 'retries', 'backoff'], '5s')),
    ).toEqual({
      variants: [{ id: 'a', retries: { max: 2, backoff: '5s' } }],
    });
  });

  it('replaces a value of another kind that is in the way', () => {
    expect(parse(writeField('limits: 5\n', ['limits', 'timeout'], '5m'))).toEqual({ limits: { timeout: '5m' } });
    expect(parse(writeField('limits:\n', ['limits', 'timeout'], '5m'))).toEqual({ limits: { timeout: '5m' } });
  });

  it('keeps texts that look like something else texts', () => {
    for (const value of ['5', 'true', 'null', '~', '- a', 'a: b', '# c', '*x', '{', '']) {
      expect(readField(writeField(TEXT, ['task'], value), ['task'])).toBe(value);
    }
  });

  it('keeps JSON JSON', () => {
    const text = writeField('{"task": "x", "variants": [{"id": "a"}]}', ['variants', 0, 'agent'], 'claude');
    expect(JSON.parse(text)).toEqual({ task: 'x', variants: [{ id: 'a', agent: 'claude' }] });
    expect(text).toContain('\n  "task": "x",\n');
  });

  it('does not touch a text that it can not read', () => {
    for (const broken of ['a: [', 'a: 1\na: 2\n', 'just text', '- list', 'a: &x [*x]']) {
      expect(writeField(broken, ['task'], 'x')).toBe(broken);
    }
  });

  it('changes only the place that was edited where values are shared', () => {
    const shared = 'task: &t Do it\nvariants:\n  - { id: a, task: *t }\n  - { id: b, task: *t }\n';
    expect(parse(writeField(shared, ['variants', 0, 'task'], 'Other'))).toEqual({
      task: 'Do it',
      variants: [
        { id: 'a', task: 'Other' },
        { id: 'b', task: 'Do it' },
      ],
    });
    const removed = writeField(shared, ['task'], undefined);
    expect(parse(removed)).toEqual({
      variants: [
        { id: 'a', task: 'Do it' },
        { id: 'b', task: 'Do it' },
      ],
    });
    const list = 'a: &l { timeout: 5m }\nlimits: *l\n';
    expect(parse(writeField(list, ['limits', 'idle'], '1m'))).toEqual({
      a: { timeout: '5m' },
      limits: { timeout: '5m', idle: '1m' },
    });
  });

  it('reads back whatever text was written, and nothing else changes', { timeout: 30_000 }, () => {
    const lines = fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\t', '#', ':', '-', '\r', '|'), maxLength: 30 });
    const paths = fc.constantFrom<(string | number)[]>(
      ['task'],
      ['variants', 0, 'approach'],
      ['variants', 1, 'approach'],
      ['limits', 'idle'],
      ['sandbox', 'setup'],
    );
    fc.assert(
      fc.property(paths, fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), lines), (path, value) => {
        const text = writeField(TEXT, path, value);
        expect(readField(text, path)).toBe(value);
        expect(parse(writeField(text, path, undefined))).toEqual(parse(writeField(TEXT, path, undefined)));
      }),
      { numRuns: 50 },
    );
  });

  it('shows text of several lines as lines, and text of one line as one', () => {
    const text = writeField('variants: []\n', ['task'], 'One\nTwo');
    expect(text).toBe('task: |-\n  One\n  Two\nvariants: []\n');
    expect(writeField(text, ['task'], 'One')).toBe('task: One\nvariants: []\n');
  });

  it.each([
    ' \n',
    '\n',
    'a\n \n',
    ' a\nb',
    'a\r\nb',
    'a\n\tb',
    'a\n\n',
    'a \nb',
    '\u2028\nx',
    'x\n\u0085y',
    'x\n# y',
    '-\na',
    '? \nx',
    '---\nx',
  ])('keeps %j to the character', (value) => {
    for (const path of [['task'], ['variants', 0, 'approach'], ['variants', 1, 'approach']]) {
      expect(readField(writeField(TEXT, path, value), path)).toBe(value);
    }
    const copied = duplicateVariant(writeField(TEXT, ['variants', 0, 'approach'], value), 0);
    expect(readField(copied, ['variants', 1, 'approach'])).toBe(value);
  });

  it('puts a new key where readers expect it, below the title of the file', () => {
    const text = '# Title\ntask: x\nodd: 1\nvariants: []\n';
    expect(Object.keys(parse(writeField(text, ['limits', 'idle'], '1m')) as object)).toEqual([
      'task',
      'odd',
      'limits',
      'variants',
    ]);
    expect(writeField(text, ['name'], 'n')).toBe(`${text}name: n\n`);
    expect(writeField(text, ['select', 'by'], 'first')).toBe(`${text}select:\n  by: first\n`);
  });
});

describe('variants', () => {
  it('are added with the next free letter', () => {
    const text = addVariant(TEXT, 'gemini');
    expect(idsOf(text)).toEqual(['a', 'b', 'c']);
    expect(text).toContain('# The careful one');
  });

  it('are duplicated behind the original under a free id', () => {
    const once = duplicateVariant(TEXT, 1);
    expect(idsOf(once)).toEqual(['a', 'b', 'b-2']);
    expect(idsOf(duplicateVariant(once, 2))).toEqual(['a', 'b', 'b-2', 'b-3']);
    expect(readField(once, ['variants', 2, 'approach'])).toBe('First this.\nThen that.\n');
  });

  it('are moved with their comments', () => {
    const text = moveEntry(TEXT, ['variants'], { from: 1, to: 0 });
    expect(idsOf(text)).toEqual(['b', 'a']);
    expect(text).toContain('id: b # the wild one');
    expect(moveEntry(TEXT, ['variants'], { from: 1, to: 2 })).toBe(TEXT);
  });

  it('are removed, and can be put back', () => {
    const removed = removeEntry(TEXT, ['variants'], 0);
    expect(idsOf(removed)).toEqual(['b']);
    expect(idsOf(insertEntry(removed, { list: ['variants'], index: 0 }, { id: 'a', agent: 'claude' }))).toEqual([
      'a',
      'b',
    ]);
    expect(readField(removeEntry(removed, ['variants'], 0), ['variants'])).toEqual([]);
  });

  it('survive any sequence of changes without a text that can not be read', { timeout: 30_000 }, () => {
    const steps = fc.array(fc.tuple(fc.constantFrom('add', 'duplicate', 'move', 'remove'), fc.nat(4), fc.nat(4)), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(steps, (list) => {
        let text = TEXT;
        for (const [step, first, second] of list) {
          if (step === 'add') text = addVariant(text, 'x');
          if (step === 'duplicate') text = duplicateVariant(text, first);
          if (step === 'move') text = moveEntry(text, ['variants'], { from: first, to: second });
          if (step === 'remove') text = removeEntry(text, ['variants'], first);
          expect(readDraft(text).data).not.toBeNull();
          expect(new Set(idsOf(text)).size).toBe(idsOf(text).length);
        }
        expect(readField(text, ['future'])).toEqual({ key: 1 });
      }),
      { numRuns: 20 },
    );
  });
});

describe('contract', () => {
  it('gets gates and metrics with free names, and loses its key with the last of them', () => {
    const text = addMetric(addGate(addGate('task: x\n')));
    expect(readField(text, ['contract'])).toEqual({
      gates: [{ name: 'gate-1' }, { name: 'gate-2' }],
      metrics: [{ name: 'metric-1', better: 'lower' }],
    });
    const empty = removeEntry(
      removeEntry(removeEntry(text, ['contract', 'gates'], 0), ['contract', 'gates'], 0),
      ['contract', 'metrics'],
      0,
    );
    expect(empty).toBe('task: x\n');
  });
});

describe('readDraft', () => {
  it('says where a text stops being readable instead of showing a form', () => {
    const draft = readDraft('task: x\nvariants: [\n');
    expect(draft.data).toBeNull();
    expect(draft.obstacle?.line).toBeGreaterThan(1);
  });

  it('shows a form for a text that is empty or has problems', () => {
    expect(readDraft('').data).toEqual({});
    expect(readDraft('limits: { timeout: 15x }').data).toEqual({ limits: { timeout: '15x' } });
    expect(readDraft('limits: { timeout: 15x }').problems.length).toBeGreaterThan(0);
  });

  it('has a spec as soon as nothing is wrong', () => {
    expect(
      readDraft(writeField(createDraft({ project: '/p', agents: ['claude', 'codex'] }), ['task'], 'Go')).spec,
    ).toMatchObject({
      project: '/p',
      task: 'Go',
      variants: [
        { id: 'a', agent: 'claude' },
        { id: 'b', agent: 'codex' },
      ],
    });
  });

  it('counts the runs, repeats included', () => {
    expect(countRuns({ variants: [{ repeats: 3 }, {}, { repeats: 'x' }, 5] })).toBe(6);
    expect(countRuns({ variants: [{}], stages: [{ variants: [{ repeats: 2 }, {}] }, 7] })).toBe(4);
    expect(countRuns(null)).toBe(0);
  });
});
