/** HTML that is put together from text: whatever is not markup of our own is escaped. */
import { markInvisible } from './mark-invisible';

/** Markup that is safe as it is. Made here only, by `html` and by `trusted`. */
export type Html = { readonly markup: string };

type Value = Html | string | number | null | readonly Value[];

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function escapeHtml(text: string): string {
  return markInvisible(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** A template whose values are escaped, unless they are markup already; null is nothing. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  const markup = parts.map((part, index) => part + (index < values.length ? show(values[index] ?? null) : ''));
  return { markup: markup.join('') };
}

/** For markup that was cleaned, and for constants. */
export function trusted(markup: string): Html {
  return { markup };
}

function show(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  if ('markup' in value) return value.markup;
  return value.map(show).join('');
}
