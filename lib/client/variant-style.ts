/**
 * The fixed letter, colour and shape of each variant by its position, and of the base (`0`). Colours are CSS variables
 * that hold 4.5:1 in both themes, so they work in style attributes and in the SVG of charts alike.
 */
import { positionOfLetter, variantLetter } from '@/lib/core/variant-letter';

export type VariantShape =
  | 'ring'
  | 'circle'
  | 'square'
  | 'triangle'
  | 'diamond'
  | 'pentagon'
  | 'hexagon'
  | 'triangle-down'
  | 'octagon'
  | 'cross'
  | 'star';

export type VariantStyle = { letter: string; color: string; shape: VariantShape };

export const BASE_LETTER = '0';

const SHAPES: readonly VariantShape[] = [
  'circle',
  'square',
  'triangle',
  'diamond',
  'pentagon',
  'hexagon',
  'triangle-down',
  'octagon',
  'cross',
  'star',
];

/** Style of the variant at a position that counts from 0; colours and shapes come again after ten, letters do not. */
export function styleOfPosition(position: number): VariantStyle {
  const index = position % SHAPES.length;
  return {
    letter: variantLetter(position),
    color: `var(--variant-${String(index + 1)})`,
    shape: SHAPES[index] ?? 'circle',
  };
}

/** Style by the printed letter: `A`, `B` … `AA` … or `0` for the base. */
export function styleOfLetter(letter: string): VariantStyle {
  if (letter === BASE_LETTER) return { letter, color: 'var(--variant-0)', shape: 'ring' };
  return styleOfPosition(positionOfLetter(letter));
}

/** Points of a shape in a 24 by 24 box, as SVG path data. */
export function shapePath(shape: VariantShape): string {
  return PATHS[shape];
}

/** Where the letter stands so that it looks centred; triangles and stars have their weight off the middle. */
export function letterBaseline(shape: VariantShape): number {
  if (shape === 'triangle') return 19;
  if (shape === 'triangle-down') return 13.5;
  return 16.8;
}

/** Of a label that must fit into its shape: one letter, two, or a letter and a number. */
export function letterSize(shape: VariantShape, label: string): number {
  const one = shape === 'triangle' || shape === 'triangle-down' ? 11.5 : 14;
  return label.length > 2 ? one * 0.52 : label.length > 1 ? one * 0.72 : one;
}

const CIRCLE = 'M12 1.5a10.5 10.5 0 1 0 0 21a10.5 10.5 0 1 0 0-21z';

const PATHS: Record<VariantShape, string> = {
  ring: CIRCLE,
  circle: CIRCLE,
  square: 'M4.5 2.5h15a2 2 0 0 1 2 2v15a2 2 0 0 1-2 2h-15a2 2 0 0 1-2-2v-15a2 2 0 0 1 2-2z',
  triangle: 'M12 .8L24 22.2H0z',
  diamond: 'M12 0L24 12L12 24L0 12z',
  pentagon: 'M12 .8L23.6 9.2L19.2 22.6H4.8L.4 9.2z',
  hexagon: 'M6 1.6h12L24 12l-6 10.4H6L0 12z',
  'triangle-down': 'M0 1.8h24L12 23.2z',
  octagon: 'M7.4 1h9.2L23 7.4v9.2L16.6 23H7.4L1 16.6V7.4z',
  cross: 'M7 .8h10V7h6.2v10H17v6.2H7V17H.8V7H7z',
  star: 'M12 0l3.3 4.2l5.2-1l-1 5.2L24 12l-4.5 3.6l1 5.2l-5.2-1L12 24l-3.3-4.2l-5.2 1l1-5.2L0 12l4.5-3.6l-1-5.2l5.2 1z',
};
