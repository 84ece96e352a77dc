import { describe, expect, it } from 'vitest';
import { inlineDiff } from './inline-diff';

function written(oldText: string | null, newText: string): string {
  return inlineDiff(oldText, newText)
    .map(({ mark, text }) => mark + text)
    .join('|');
}

describe('inlineDiff', () => {
  it('keeps a few equal lines around the change and marks where more were left out', () => {
    expect(written('1\n2\n3\n4\n5\nold\n6\n7\n8\n9\n', '1\n2\n3\n4\n5\nnew\n6\n7\n8\n9\n')).toBe(
      '…| 3| 4| 5|-old|+new| 6| 7| 8|…',
    );
  });

  it('shows a new file as added', () => {
    expect(written(null, 'a\nb\n')).toBe('+a|+b');
  });

  it('is empty where nothing changed', () => {
    expect(inlineDiff('a\nb\n', 'a\nb\n')).toEqual([]);
  });

  it('shows a deleted text as removed', () => {
    expect(written('a\n', '')).toBe('-a');
  });

  it('does not count a repeated line as head and tail at once', () => {
    expect(written('a\na\n', 'a\na\na\n')).toBe(' a| a|+a');
  });
});
