/** Offsets of a place in a text, to the end of its line. Lines and columns count from 1. */
export function offsetOfPlace(
  text: string,
  place: { line: number | null; column: number | null },
): { start: number; end: number } {
  const lines = text.split('\n');
  const index = Math.min(Math.max((place.line ?? 1) - 1, 0), lines.length - 1);
  const before = lines.slice(0, index).reduce((sum, line) => sum + line.length + 1, 0);
  const length = lines[index]?.length ?? 0;
  return { start: before + Math.min(Math.max((place.column ?? 1) - 1, 0), length), end: before + length };
}
