import { findAll } from '@/lib/core/transcript-search';

/** Marked in one entry at most. */
const MAX_RANGES = 1000;

/** Where the pattern stands in what is drawn, also where colours cut a word into pieces. */
export function findRanges(root: Element, pattern: RegExp): Range[] {
  const nodes = textNodesOf(root);
  const matches = findAll(nodes.map((node) => node.data).join(''), pattern, MAX_RANGES);
  const ranges: Range[] = [];
  const begin = createCursor(nodes, (length, offset) => offset < length);
  const end = createCursor(nodes, (length, offset) => offset <= length);
  for (const { index, length } of matches) {
    const from = begin(index);
    const to = end(index + length);
    if (!from || !to) break;
    const range = document.createRange();
    range.setStart(from.node, from.offset);
    range.setEnd(to.node, to.offset);
    ranges.push(range);
  }
  return ranges;
}

type Position = { node: Text; offset: number };

/** Turns places in the whole text into places in its pieces; they must be asked for in order. */
function createCursor(
  nodes: readonly Text[],
  isWithin: (length: number, offset: number) => boolean,
): (index: number) => Position | null {
  let at = 0;
  let before = 0;
  return (index) => {
    for (let node = nodes[at]; node; node = nodes[at]) {
      if (isWithin(node.data.length, index - before)) return { node, offset: index - before };
      before += node.data.length;
      at += 1;
    }
    return null;
  };
}

function textNodesOf(root: Element): Text[] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const nodes: Text[] = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) if (node instanceof Text) nodes.push(node);
  return nodes;
}
