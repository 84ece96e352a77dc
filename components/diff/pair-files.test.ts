import { describe, expect, it } from 'vitest';
import type { FileChange } from '@/lib/core/repository';
import { findSharers, pairFiles } from './pair-files';

function change(path: string, newBlob: string): FileChange {
  const rest = { oldPath: null, linesAdded: 1, linesRemoved: 0, binary: false, oldMode: '100644', newMode: '100644' };
  return { path, change: 'modified', oldBlob: 'base', newBlob, ...rest };
}

describe('pairFiles', () => {
  it('finds the part of a file by its path and says where the patch was cut', () => {
    const part = { path: 'b.js', text: 'diff', lines: 1, rows: 1 };
    const pairs = pairFiles([change('a.js', '1'), change('b.js', '2')], [part]);
    expect(pairs.map((pair) => pair.part)).toEqual([null, part]);
  });
});

describe('findSharers', () => {
  it('tells the same content from another change of the same file', () => {
    const others = [
      { label: 'B', letter: 'B', files: [change('a.js', '1')] },
      { label: 'C', letter: 'C', files: [change('a.js', '9'), change('c.js', '3')] },
      { label: 'D', letter: 'D', files: [] },
    ];
    expect(findSharers([change('a.js', '1')], others).get('a.js')).toEqual({ identical: ['B'], different: ['C'] });
  });
});
