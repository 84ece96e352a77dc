/**
 * What may pass from a drawn diff into a page or a report. diff2html and highlight.js escape what they are given; nothing
 * here relies on it: an element, attribute or class that a diff does not need is dropped, whoever put it there.
 */
import { markInvisible } from './mark-invisible';

const TAGS: ReadonlySet<string> = new Set(['DIV', 'SPAN', 'TABLE', 'TBODY', 'TR', 'TD', 'INS', 'DEL', 'BR']);
const CLASS = /^(?:d2h|hljs)-[\w-]+$|^hljs$|^line-num[12]$/;

export function isAllowedTag(name: string): boolean {
  return TAGS.has(name.toUpperCase());
}

export function keptClasses(value: string): string {
  return value
    .split(/\s+/)
    .filter((name) => CLASS.test(name))
    .join(' ');
}

const TAG = /<(\/?)([a-z][a-z0-9]*)((?:\s[^<>]*)?)>/gi;
const CLASS_ATTRIBUTE = /\sclass="([^"<>]*)"/i;

/**
 * The same for markup that is text. It is written anew, from allowed names and escaped texts alone: whatever this takes
 * for what, nothing else can come out.
 */
export function cleanMarkup(markup: string): string {
  let clean = '';
  let from = 0;
  for (const match of markup.matchAll(TAG)) {
    clean += cleanText(markup.slice(from, match.index));
    clean += cleanTag(match[1] ?? '', match[2] ?? '', match[3] ?? '');
    from = match.index + match[0].length;
  }
  return clean + cleanText(markup.slice(from));
}

function cleanTag(slash: string, name: string, attributes: string): string {
  if (!isAllowedTag(name)) return '';
  const tag = name.toLowerCase();
  if (slash) return `</${tag}>`;
  const classes = keptClasses(CLASS_ATTRIBUTE.exec(attributes)?.[1] ?? '');
  return classes ? `<${tag} class="${classes}">` : `<${tag}>`;
}

/** Entities stay as they are; all else that could begin markup is written as one. */
function cleanText(text: string): string {
  return markInvisible(text)
    .replace(/&(?!(?:amp|lt|gt|quot|nbsp|#\d{1,6}|#x[\da-f]{1,6});)/gi, '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
