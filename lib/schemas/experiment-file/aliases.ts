import { type Document, isAlias, isCollection, isNode, type Node, visit } from 'yaml';
import type { FilePath } from './document';

/**
 * Makes the value at a path independent of YAML's anchors: a change there must not change another place that shares
 * it, nor leave an alias behind that points at nothing.
 */
export function detachAliases(document: Document, path: FilePath): void {
  for (const depth of path.keys()) replaceAlias(document, path.slice(0, depth + 1));
  const target = nodeAt(document, path);
  const affected = new Set<unknown>();
  if (target) visit(target, { Node: (_, node) => void affected.add(node) });
  visit(document, {
    Alias: (_, alias) => {
      const source = alias.resolve(document);
      return source && affected.has(source) ? copyOf(source) : undefined;
    },
  });
}

function replaceAlias(document: Document, path: FilePath): void {
  const node = nodeAt(document, path);
  const source = isAlias(node) ? node.resolve(document) : undefined;
  if (source) document.setIn(path, copyOf(source));
}

function nodeAt(document: Document, path: FilePath): Node | null {
  const node: unknown = isCollection(document.contents) ? document.getIn(path, true) : null;
  return isNode(node) ? node : null;
}

function copyOf(source: Node): Node {
  const copy = source.clone() as Node & { anchor?: string };
  visit(copy, { Node: (_, node) => void delete (node as { anchor?: string }).anchor });
  return copy;
}
