const UNITS = { k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 } as const;
const PATTERN = /^(\d{1,6}(?:\.\d{1,3})?)([kmgt])b?$/i;

/** Bytes of `512m` or `4g` (1024 to the next unit); null where the text is neither, or nothing at all. */
export function parseSize(text: string): number | null {
  const match = PATTERN.exec(text.trim());
  if (!match) return null;
  const bytes = Math.round(Number(match[1]) * UNITS[match[2]?.toLowerCase() as keyof typeof UNITS]);
  return bytes > 0 ? bytes : null;
}

/** The shortest text that `parseSize` reads back as these bytes, rounded up to whole megabytes. */
export function formatSize(bytes: number): string {
  if (bytes >= UNITS.g && bytes % UNITS.g === 0) return `${bytes / UNITS.g}g`;
  return `${Math.max(1, Math.ceil(bytes / UNITS.m))}m`;
}
