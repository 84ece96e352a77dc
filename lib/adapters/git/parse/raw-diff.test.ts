import { describe, expect, it } from 'vitest';
import { parseFileChanges, parseStats } from './raw-diff';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const NONE = '0'.repeat(40);

function output(...fields: string[]): Buffer {
  return Buffer.from(fields.map((field) => `${field}\0`).join(''));
}

describe('parseFileChanges', () => {
  it('joins changes with their line counts by position', () => {
    const changes = parseFileChanges(
      output(
        `:100644 100644 ${A} ${B} M`,
        'a.txt',
        `:100644 100644 ${A} ${B} R090`,
        'old.txt',
        'new\nname.txt',
        `:000000 100644 ${NONE} ${B} A`,
        'tab\there',
        '3\t1\ta.txt',
        '2\t0\t',
        'old.txt',
        'new\nname.txt',
        '-\t-\ttab\there',
      ),
    );
    const modes = { oldMode: '100644', newMode: '100644', oldBlob: A, newBlob: B, binary: false };
    expect(changes).toEqual([
      { ...modes, path: 'a.txt', oldPath: null, change: 'modified', linesAdded: 3, linesRemoved: 1 },
      { ...modes, path: 'new\nname.txt', oldPath: 'old.txt', change: 'renamed', linesAdded: 2, linesRemoved: 0 },
      {
        ...modes,
        path: 'tab\there',
        oldPath: null,
        change: 'added',
        linesAdded: null,
        linesRemoved: null,
        binary: true,
        oldMode: '000000',
        oldBlob: NONE,
      },
    ]);
  });

  it.each([
    [`:100644 100755 ${A} ${A} M`, 'mode'],
    [`:100644 100755 ${A} ${B} M`, 'modified'],
    [`:100644 120000 ${A} ${B} T`, 'type'],
    [`:100644 000000 ${A} ${NONE} D`, 'deleted'],
  ])('reads %s as %s', (header, change) => {
    expect(parseFileChanges(output(header, 'x', '0\t0\tx'))[0]?.change).toBe(change);
  });

  it('reads nothing as no change', () => {
    expect(parseFileChanges(Buffer.alloc(0))).toEqual([]);
  });

  it('rejects what it does not know instead of guessing', () => {
    expect(() => parseFileChanges(output(`:100644 100644 ${A} ${B} Z`, 'x', '0\t0\tx'))).toThrow(/Unknown kind/);
    expect(() => parseFileChanges(output(`:100644 100644 ${A} ${B} M`, 'x'))).toThrow(/line counts/);
    expect(() => parseStats(output('gibberish'))).toThrow(/Unexpected line count/);
  });
});

describe('parseStats', () => {
  it('sums lines, counts binary files without lines and renames once', () => {
    expect(parseStats(output('3\t1\ta', '-\t-\tb.bin', '1\t2\t', 'old', 'new', '0\t0\tc'))).toEqual({
      filesChanged: 4,
      linesAdded: 4,
      linesRemoved: 3,
    });
  });
});
