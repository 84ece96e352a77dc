import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_TRANSCRIPT, foldTranscript, type TranscriptEvent, type TranscriptItem } from './transcript';
import {
  entryText,
  findAll,
  hasText,
  rankOf,
  searchPattern,
  searchSlice,
  stepToHit,
  totalHits,
  type TranscriptHit,
} from './transcript-search';

function fold(events: readonly TranscriptEvent[]): readonly TranscriptItem[] {
  return foldTranscript(
    EMPTY_TRANSCRIPT,
    events.map((event, seq) => ({ seq, at: '2026-01-01T00:00:00.000Z', event })),
  ).items;
}

const message = (id: string, text: string): TranscriptEvent => ({ type: 'message', id, text });

function searchAll(items: readonly TranscriptItem[], query: string, budget = 1000): TranscriptHit[] {
  const pattern = searchPattern(query);
  if (!pattern) return [];
  const known = new WeakMap<TranscriptItem, number>();
  const hits: TranscriptHit[] = [];
  for (let from: number | null = 0; from !== null;) {
    const slice = searchSlice({ items, from, pattern, budget, known });
    hits.push(...slice.hits);
    from = slice.next;
  }
  return hits;
}

describe('searchPattern', () => {
  it('looks for the text itself, whatever it means to a pattern', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (wanted, around) => {
        const query = wanted.trim();
        fc.pre(query !== '');
        const pattern = searchPattern(query);
        expect(pattern).not.toBeNull();
        expect(findAll(`${around}${query}`, pattern!).length).toBeGreaterThan(0);
      }),
    );
  });

  it('does not mind the case, also where a letter has more than one form', () => {
    expect(findAll('İstanbul ERROR Straße', searchPattern('error')!)).toEqual([{ index: 9, length: 5 }]);
  });

  it('looks for nothing when there is nothing but space', () => {
    expect(searchPattern('  \n')).toBeNull();
  });
});

describe('searchSlice', () => {
  const items = fold([
    { type: 'prompt', text: 'Mend the \u001b[31mfi\u001b[0mlter' },
    message('a', 'The filter is wrong; a filter must filter.'),
    { type: 'tool', id: 't', title: 'npm test', kind: 'execute', status: 'failed', outputDelta: 'FILTER failed' },
    { type: 'paused' },
    {
      type: 'tool',
      id: 'e',
      title: 'Edit',
      kind: 'edit',
      content: [{ type: 'diff', path: 'src/filter.ts', oldText: 'a', newText: 'filter' }],
    },
  ]);

  it('counts in every kind of entry, through colours, whatever the case', () => {
    expect(searchAll(items, 'filter')).toEqual([
      { key: 0, count: 1 },
      { key: 1, count: 3 },
      { key: 2, count: 1 },
      { key: 4, count: 2 },
    ]);
  });

  it('finds the same in slices of any size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), (budget) => {
        expect(searchAll(items, 'filter', budget)).toEqual(searchAll(items, 'filter', 1e9));
      }),
    );
  });

  it('looks again only at what changed', () => {
    const known = new WeakMap<TranscriptItem, number>();
    const pattern = searchPattern('filter')!;
    searchSlice({ items, from: 0, pattern, budget: 1e9, known });
    const again = searchSlice({ items, from: 0, pattern, budget: items.length, known });
    expect(again.next).toBeNull();
  });

  it('goes through 50,000 entries in slices of the size that was asked for', () => {
    const text = 'words '.repeat(40);
    const many = fold(Array.from({ length: 50_000 }, (_, index) => message(`m${String(index)}`, `${text}${index}`)));
    const pattern = searchPattern('words 49999')!;
    const known = new WeakMap<TranscriptItem, number>();
    const budget = 250_000;
    let hits: TranscriptHit[] = [];
    for (let from: number | null = 0; from !== null;) {
      const slice = searchSlice({ items: many, from, pattern, budget, known });
      expect((slice.next ?? many.length) - from).toBeLessThanOrEqual(Math.ceil(budget / text.length));
      hits = [...hits, ...slice.hits];
      from = slice.next;
    }
    expect(hits).toEqual([{ key: 49_999, count: 1 }]);
  });
});

describe('hasText', () => {
  it('says whether an entry holds the text', () => {
    const [item] = fold([message('a', 'One line')]);
    expect(hasText(item!, searchPattern('LINE')!)).toBe(true);
    expect(hasText(item!, searchPattern('lines')!)).toBe(false);
  });
});

describe('stepToHit', () => {
  const hits = [
    { key: 3, count: 2 },
    { key: 8, count: 1 },
  ];

  it('goes through every place and round', () => {
    let at = stepToHit(hits, null, 1);
    const seen = [at];
    for (let steps = 0; steps < 3; steps += 1) {
      at = stepToHit(hits, at, 1);
      seen.push(at);
    }
    expect(seen).toEqual([
      { key: 3, nth: 0 },
      { key: 3, nth: 1 },
      { key: 8, nth: 0 },
      { key: 3, nth: 0 },
    ]);
  });

  it('goes back from the first to the last', () => {
    expect(stepToHit(hits, { key: 3, nth: 0 }, -1)).toEqual({ key: 8, nth: 0 });
    expect(stepToHit(hits, null, -1)).toEqual({ key: 8, nth: 0 });
  });

  it('begins anew where the place is not among the hits any more', () => {
    expect(stepToHit(hits, { key: 5, nth: 0 }, 1)).toEqual({ key: 3, nth: 0 });
    expect(rankOf(hits, { key: 5, nth: 0 })).toBe(-1);
  });

  it('has nowhere to go without a hit', () => {
    expect(stepToHit([], null, 1)).toBeNull();
    expect(totalHits(hits)).toBe(3);
  });
});

describe('entryText', () => {
  it('reads a tool call as it is drawn: title, input, result, output', () => {
    const [item] = fold([
      {
        type: 'tool',
        id: 't',
        title: 'Run',
        kind: 'execute',
        input: 'npm test',
        content: [{ type: 'text', text: 'result' }],
        outputDelta: 'out',
      },
    ]);
    expect(entryText(item!)).toBe('Run\nnpm test\nresult\nout');
  });
});
