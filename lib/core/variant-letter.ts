const LETTERS = 26;
const FIRST = 65;

/** A for the first variant, B for the second, AA after Z; printed everywhere beside its colour and shape. */
export function variantLetter(position: number): string {
  const last = String.fromCharCode(FIRST + (position % LETTERS));
  return position < LETTERS ? last : variantLetter(Math.floor(position / LETTERS) - 1) + last;
}

/** The position that `variantLetter` gave this letter to. */
export function positionOfLetter(letter: string): number {
  return Array.from(letter).reduce((sum, one) => sum * LETTERS + (one.codePointAt(0) ?? FIRST) - FIRST + 1, 0) - 1;
}

/** `B`, or `B #2` for its second repeat. */
export function runLabel(position: number, repeat: number, repeats: number): string {
  const letter = variantLetter(position);
  return repeats > 1 ? `${letter} #${repeat + 1}` : letter;
}
