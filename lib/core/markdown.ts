/** Markdown that is put together from text which others wrote. */
import { markInvisible } from './mark-invisible';

/** In a line or a cell of a table: nothing of it is read as markup, and it stays one line. */
export function escapeMarkdown(text: string): string {
  return (
    markInvisible(text)
      .replaceAll(/\s+/g, ' ')
      .trim()
      .replaceAll(/[\\`*_{}[\]()#+!|~-]/g, String.raw`\$&`)
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      // What a reader would make a link of by itself.
      .replaceAll('://', ':&#47;&#47;')
      .replaceAll('@', '&#64;')
      .replace(/^(\d+)([.)])/, String.raw`$1\$2`)
  );
}

/** As it was written, between fences that it can't close. */
export function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((match) => match[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${markInvisible(text).trimEnd()}\n${fence}`;
}

export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [lineOf(head), lineOf(head.map(() => '---')), ...rows.map(lineOf)].join('\n');
}

function lineOf(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
