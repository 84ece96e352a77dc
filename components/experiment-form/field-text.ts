/** Between what stands in a text box and what stands in the draft. Pure. */

export type TextCodec = { toText: (value: unknown) => string; toValue: (text: string) => unknown };

export const textCodec: TextCodec = { toText: shown, toValue: (text) => (text === '' ? undefined : text) };

/** Keeps an empty text where the key itself says something, as in `{ json: '' }`. */
export const keptTextCodec: TextCodec = { toText: shown, toValue: (text) => text };

/** What is no number stays text, so that the message can repeat it as typed. */
export const numberCodec: TextCodec = {
  toText: shown,
  toValue: (text) => {
    const trimmed = text.trim();
    if (trimmed === '') return undefined;
    return /^-?\d+(\.\d*)?$/.test(trimmed) ? Number(trimmed) : text;
  },
};

/** One entry a line. */
export const linesCodec: TextCodec = {
  toText: (value) => (Array.isArray(value) ? value.map(shown).join('\n') : shown(value)),
  toValue: (text) => {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    return lines.length > 0 ? lines : undefined;
  },
};

/** A value written as JSON; what is no JSON yet stays text, so that the message can say so. */
export const jsonCodec: TextCodec = {
  toText: (value) => (typeof value === 'object' && value !== null ? JSON.stringify(value, null, 2) : shown(value)),
  toValue: (text) => {
    if (text.trim() === '') return undefined;
    try {
      return JSON.parse(text) as unknown;
    } catch {
      // Half of it is typed.
      return text;
    }
  },
};

function shown(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
