import { isAllowedTag, keptClasses } from '@/lib/core/diff-markup';
import { markInvisible } from '@/lib/core/mark-invisible';

/** An element whose content never runs and never loads: its document has no window. */
export function inertElement(): HTMLElement {
  const inert = document.implementation.createHTMLDocument('');
  return inert.body.appendChild(inert.createElement('div'));
}

/** The only way for drawn diffs into the page: cleans an inert tree in place and hands it over. */
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
