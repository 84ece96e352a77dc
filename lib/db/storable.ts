const REPLACEMENT = '\uFFFD';

/**
 * The same value in what PostgreSQL can store: a text with a NUL byte, or JSON with half of a surrogate pair, is an
 * error there, and both come from agents and commands (a binary file that is printed, an emoji that was cut in two).
 */
export function storable<T>(value: T): T {
  if (typeof value === 'string') return clean(value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => storable(item)) as T;
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const entries = Object.entries(value).map(([key, item]) => [clean(key), storable(item as unknown)]);
  return Object.fromEntries(entries) as T;
}

function clean(text: string): string {
  // With the `u` flag a surrogate matches only where its other half is missing.
  return text.replace(/\p{Surrogate}/gu, REPLACEMENT).replaceAll('\0', REPLACEMENT);
}
