/** A for the first variant, B for the second; printed everywhere beside its colour and shape. */
export function variantLetter(position: number): string {
  return String.fromCharCode(65 + (position % 26));
}

/** `B`, or `B #2` for its second repeat. */
export function runLabel(position: number, repeat: number, repeats: number): string {
  const letter = variantLetter(position);
  return repeats > 1 ? `${letter} #${repeat + 1}` : letter;
}
