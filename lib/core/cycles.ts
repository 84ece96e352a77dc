/** Circles of dependencies. */

/**
 * One circle for each knot of nodes that wait for each other, written from its first node in the order of the map back
 * to it: [a, b, a]. Edges to nodes that are not in the map lead nowhere.
 */
export function findCycles(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  return knots(edges).map((knot) => shortestCycle(knot, edges));
}

/** Strongly connected nodes with more than one of them, or with an edge to themselves (Tarjan, without recursion). */
function knots(edges: ReadonlyMap<string, readonly string[]>): Set<string>[] {
  const found: Set<string>[] = [];
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const enter = (node: string): { node: string; next: Iterator<string> } => {
    order.set(node, order.size);
    low.set(node, order.size - 1);
    open.push(node);
    isOpen.add(node);
    return { node, next: (edges.get(node) ?? []).values() };
  };
  const lower = (node: string, to: number | undefined): void =>
    void low.set(node, Math.min(low.get(node) ?? 0, to ?? Infinity));
  const leave = (node: string): void => {
    if (low.get(node) !== order.get(node)) return;
    const knot = open.splice(open.lastIndexOf(node));
    for (const member of knot) isOpen.delete(member);
    if (knot.length > 1 || edges.get(node)?.includes(node)) found.push(new Set(knot));
  };
  for (const root of edges.keys()) {
    const path = order.has(root) ? [] : [enter(root)];
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const { value: target, done } = top.next.next();
      if (done) {
        path.pop();
        leave(top.node);
        const parent = path.at(-1);
        if (parent) lower(parent.node, low.get(top.node));
      } else if (edges.has(target) && !order.has(target)) path.push(enter(target));
      else if (isOpen.has(target)) lower(top.node, order.get(target));
    }
  }
  return found;
}

function shortestCycle(knot: ReadonlySet<string>, edges: ReadonlyMap<string, readonly string[]>): string[] {
  const start = [...edges.keys()].find((node) => knot.has(node)) ?? '';
  const before = new Map<string, string>();
  const queue = [start];
  for (const node of queue) {
    for (const target of edges.get(node) ?? []) {
      if (target === start) return wayBack(node, start, before);
      if (!knot.has(target) || before.has(target)) continue;
      before.set(target, node);
      queue.push(target);
    }
  }
  return [start, start];
}

function wayBack(end: string, start: string, before: ReadonlyMap<string, string>): string[] {
  const cycle = [start];
  for (let node: string | undefined = end; node !== undefined && node !== start; node = before.get(node)) {
    cycle.push(node);
  }
  return [...cycle, start].toReversed();
}
