export type Direction = 'right' | 'down';
export type Box = { x: number; y: number; width: number; height: number };
export type Size = Pick<Box, 'width' | 'height'>;
export type Link = { from: string; to: string };
export type Piece = Size & { id: string };
export type Arranged = Size & { boxes: ReadonlyMap<string, Box> };

/** Moved to where the first column and the first line are at 0. */
export function bounded(boxes: ReadonlyMap<string, Box>): Arranged {
  const all = [...boxes.values()];
  const left = Math.min(...all.map(({ x }) => x), Infinity);
  const top = Math.min(...all.map(({ y }) => y), Infinity);
  if (all.length === 0) return { width: 0, height: 0, boxes };
  const moved = new Map([...boxes].map(([id, box]) => [id, { ...box, x: box.x - left, y: box.y - top }]));
  const width = Math.max(...all.map((box) => box.x + box.width)) - left;
  const height = Math.max(...all.map((box) => box.y + box.height)) - top;
  return { width, height, boxes: moved };
}
