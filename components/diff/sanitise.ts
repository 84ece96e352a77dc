import { markInvisible } from '@/lib/core/mark-invisible';

/**
 * The only way for drawn diffs into the page. diff2html and highlight.js escape what they are given; this does not rely
 * on it: an element, attribute or class that a diff does not need is dropped, whoever put it there.
 */
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

/** An element whose content never runs and never loads: its document has no window. */
export function inertElement(): HTMLElement {
  const inert = document.implementation.createHTMLDocument('');
  return inert.body.appendChild(inert.createElement('div'));
}

/** Cleans an inert tree in place and hands it to the page. */
export function takeSafely(root: Element): Element {
  for (const element of root.querySelectorAll('*')) {
    if (isAllowedTag(element.tagName)) cleanAttributes(element);
    else element.replaceWith(element.textContent ?? '');
  }
  cleanAttributes(root);
  markTexts(root);
  return document.adoptNode(root);
}

function markTexts(root: Element): void {
  const texts = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const shown = markInvisible(node.nodeValue ?? '');
    if (shown !== node.nodeValue) node.nodeValue = shown;
  }
}

function cleanAttributes(element: Element): void {
  const classes = keptClasses(element.className);
  for (const name of element.getAttributeNames()) element.removeAttribute(name);
  if (classes) element.setAttribute('class', classes);
}
