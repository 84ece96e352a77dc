/** A layout for graphs of many hundred tasks: one column for each length of the longest way there. Linear time. */
import { type Arranged, type Box, bounded, type Direction, type Link, type Piece } from './boxes';

type Input = {
  pieces: readonly Piece[];
  links: readonly Link[];
  direction: Direction;
  gap: { rank: number; piece: number };
};

export function layoutInColumns({ pieces, links, direction, gap }: Input): Arranged {
  const ranks = ranksOf(pieces, links);
  const parents = groupBy(links, ({ to }) => to);
  const places = new Map<string, number>();
  const boxes = new Map<string, Box>();
  let start = 0;
  for (const rank of [...new Set(ranks.values())].toSorted((a, b) => a - b)) {
    const own = pieces.filter(({ id }) => ranks.get(id) === rank);
    // What comes from above stands above.
    const wanted = new Map(own.map(({ id }) => [id, meanPlace(parents.get(id) ?? [], places)]));
    const sorted = own.toSorted((a, b) => (wanted.get(a.id) ?? 0) - (wanted.get(b.id) ?? 0));
    let along = 0;
    for (const { id, width, height } of sorted) {
      places.set(id, along);
      boxes.set(
        id,
        direction === 'right' ? { x: start, y: along, width, height } : { x: along, y: start, width, height },
      );
      along += (direction === 'right' ? height : width) + gap.piece;
    }
    start += Math.max(...own.map(({ width, height }) => (direction === 'right' ? width : height))) + gap.rank;
  }
  return bounded(boxes);
}

/** A cycle, which a valid experiment does not have, ends where it began. */
function ranksOf(pieces: readonly Piece[], links: readonly Link[]): Map<string, number> {
  const children = groupBy(links, ({ from }) => from);
  const open = new Map(pieces.map(({ id }) => [id, 0]));
  for (const { to } of links) open.set(to, (open.get(to) ?? 0) + 1);
  const ranks = new Map(pieces.map(({ id }) => [id, 0]));
  const ready = pieces.filter(({ id }) => open.get(id) === 0).map(({ id }) => id);
  for (const id of ready) {
    for (const { to } of children.get(id) ?? []) {
      ranks.set(to, Math.max(ranks.get(to) ?? 0, (ranks.get(id) ?? 0) + 1));
      const left = (open.get(to) ?? 0) - 1;
      open.set(to, left);
      if (left === 0) ready.push(to);
    }
  }
  return ranks;
}

function meanPlace(links: readonly Link[], places: ReadonlyMap<string, number>): number {
  const known = links.flatMap(({ from }) => places.get(from) ?? []);
  return known.length === 0 ? 0 : known.reduce((sum, place) => sum + place, 0) / known.length;
}

function groupBy(links: readonly Link[], keyOf: (link: Link) => string): Map<string, Link[]> {
  const groups = new Map<string, Link[]>();
  for (const link of links) {
    const group = groups.get(keyOf(link));
    if (group) group.push(link);
    else groups.set(keyOf(link), [link]);
  }
  return groups;
}
