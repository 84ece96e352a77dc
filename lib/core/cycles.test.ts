import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCycles } from './cycles';

function graph(edges: Record<string, string[]>): Map<string, string[]> {
  return new Map(Object.entries(edges));
}

/** Node `n` may lead to nodes with a smaller number only. */
const acyclic = fc
  .array(fc.array(fc.nat()), { maxLength: 40 })
  .map(
    (lists) => new Map(lists.map((list, node) => [`n${node}`, node === 0 ? [] : list.map((to) => `n${to % node}`)])),
  );

describe('circles of dependencies', () => {
  it('are written from their first node back to it', () => {
    expect(findCycles(graph({ a: ['b'], b: ['a'] }))).toEqual([['a', 'b', 'a']]);
    expect(findCycles(graph({ a: ['a'] }))).toEqual([['a', 'a']]);
    expect(findCycles(graph({ z: ['c'], a: ['c'], b: ['a'], c: ['b'], d: ['c'] }))).toEqual([['a', 'c', 'b', 'a']]);
  });

  it('are all found where there are several', () => {
    const found = findCycles(graph({ a: ['b'], b: ['a'], c: ['d', 'a'], d: ['e'], e: ['c'], f: ['f'] }));
    expect(found.map((cycle) => cycle.join(' '))).toEqual(expect.arrayContaining(['a b a', 'c d e c', 'f f']));
    expect(found).toHaveLength(3);
  });

  it('are not seen in edges to nowhere', () => {
    expect(findCycles(graph({ a: ['nobody'], b: ['a', 'constructor'] }))).toEqual([]);
  });

  it('are never found where there are none', () => {
    fc.assert(
      fc.property(acyclic, (edges) => {
        expect(findCycles(edges)).toEqual([]);
      }),
    );
  });

  it('are always found where one edge leads back', () => {
    fc.assert(
      fc.property(acyclic, fc.array(fc.nat(), { minLength: 1, maxLength: 6 }), (edges, picks) => {
        const nodes = [...edges.keys(), 'last'];
        const ring = [...new Set(picks.map((pick) => nodes[pick % nodes.length] ?? 'last'))];
        const closed = new Map(nodes.map((node) => [node, [...(edges.get(node) ?? [])]]));
        ring.forEach((node, index) => closed.get(node)?.push(ring[(index + 1) % ring.length] ?? node));
        const cycles = findCycles(closed);
        expect(cycles.length).toBeGreaterThan(0);
        for (const cycle of cycles) {
          expect(cycle.at(0)).toBe(cycle.at(-1));
          cycle.slice(1).forEach((node, index) => expect(closed.get(cycle[index] ?? '')).toContain(node));
        }
      }),
    );
  });

  it('do not exhaust the stack in a row of fifty thousand', () => {
    const row = new Map(Array.from({ length: 50_000 }, (_, index) => [`n${index}`, [`n${index + 1}`]]));
    expect(findCycles(row)).toEqual([]);
    row.set('n49999', ['n0']);
    expect(findCycles(row)[0]).toHaveLength(50_001);
  });
});
