/** A row with the same unique value was there first. */
export function isDuplicate(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'P2002';
}
