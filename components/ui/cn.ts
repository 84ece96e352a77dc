import { type ClassValue, clsx } from 'clsx';
import { extendTailwindMerge } from 'tailwind-merge';

// Without this the merge takes our own font sizes for colours and drops one of the two.
const merge = extendTailwindMerge({ extend: { classGroups: { 'font-size': [{ text: ['micro', 'ui'] }] } } });

/** Joins class names; a later Tailwind class wins over an earlier one of the same kind. */
export function cn(...values: ClassValue[]): string {
  return merge(clsx(values));
}
