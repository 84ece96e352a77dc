import { LineType, type DiffBlock, type DiffFile } from 'diff2html/lib/types';

/** A few hundred rows of a file: small enough to draw and highlight between two frames. */
export type FileSlice = {
  file: DiffFile;
  /** Goes on inside the hunk that the slice before it began, so its hunk header is not shown again. */
  continues: boolean;
};

/** Cuts a parsed file into slices of about `target` lines; a long hunk is cut at an unchanged line where there is one. */
export function sliceFile(file: DiffFile, target: number): FileSlice[] {
  const pieces = file.blocks.flatMap((block) => cutBlock(block, target));
  const slices: { blocks: DiffBlock[]; continues: boolean; lines: number }[] = [];
  for (const { block, continues } of pieces) {
    const last = slices.at(-1);
    // A continuation can only begin a slice: its header row is found as the slice's first.
    if (last && !continues && last.lines + block.lines.length <= target) {
      last.blocks.push(block);
      last.lines += block.lines.length;
    } else slices.push({ blocks: [block], continues, lines: block.lines.length });
  }
  return slices.map(({ blocks, continues }) => ({ file: { ...file, blocks }, continues }));
}

function cutBlock(block: DiffBlock, target: number): { block: DiffBlock; continues: boolean }[] {
  const pieces: { block: DiffBlock; continues: boolean }[] = [];
  let from = 0;
  while (from < block.lines.length || pieces.length === 0) {
    const to = cutPoint(block, from, target);
    pieces.push({ block: { ...block, lines: block.lines.slice(from, to) }, continues: from > 0 });
    from = to;
    if (block.lines.length === 0) break;
  }
  return pieces;
}

function cutPoint(block: DiffBlock, from: number, target: number): number {
  const limit = from + target;
  if (limit >= block.lines.length) return block.lines.length;
  for (let at = limit; at > from + target / 2; at -= 1) {
    if (block.lines[at]?.type === LineType.CONTEXT) return at;
  }
  return limit;
}
