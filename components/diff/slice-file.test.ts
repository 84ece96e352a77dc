import { parse } from 'diff2html';
import { LineType } from 'diff2html/lib/types';
import { describe, expect, it } from 'vitest';
import { sliceFile } from './slice-file';

function parsed(hunks: string[]) {
  const [file] = parse(`diff --git a/a.js b/a.js\n--- a/a.js\n+++ b/a.js\n${hunks.join('')}`);
  return file!;
}

function hunk(start: number, marks: string): string {
  const removed = Array.from(marks).filter((mark) => mark !== '+').length;
  const added = Array.from(marks).filter((mark) => mark !== '-').length;
  const lines = Array.from(marks)
    .map((mark, index) => `${mark}line ${index}\n`)
    .join('');
  return `@@ -${start},${removed} +${start},${added} @@\n${lines}`;
}

describe('sliceFile', () => {
  it('leaves a small file whole', () => {
    const slices = sliceFile(parsed([hunk(1, ' -+ '), hunk(20, ' + ')]), 100);
    expect(slices).toHaveLength(1);
    expect(slices[0]?.file.blocks).toHaveLength(2);
  });

  it('puts hunks into slices and loses no line', () => {
    const file = parsed([hunk(1, ' +'.repeat(30)), hunk(200, ' -'.repeat(30)), hunk(400, '+'.repeat(25))]);
    const slices = sliceFile(file, 70);
    expect(slices.map((slice) => slice.continues)).toEqual([false, false, false]);
    const lines = slices.flatMap((slice) => slice.file.blocks.flatMap((block) => block.lines));
    expect(lines).toEqual(file.blocks.flatMap((block) => block.lines));
  });

  it('cuts a long hunk at an unchanged line and says that it goes on', () => {
    const slices = sliceFile(parsed([hunk(1, `${'+'.repeat(40)} ${'+'.repeat(40)}`)]), 50);
    expect(slices.map((slice) => slice.continues)).toEqual([false, true]);
    expect(slices[1]?.file.blocks[0]?.lines[0]?.type).toBe(LineType.CONTEXT);
  });

  it('cuts a new file, which has no unchanged line, at the target', () => {
    const slices = sliceFile(parsed([hunk(1, '+'.repeat(130))]), 50);
    expect(slices.map((slice) => slice.file.blocks[0]?.lines.length)).toEqual([50, 50, 30]);
  });
});
