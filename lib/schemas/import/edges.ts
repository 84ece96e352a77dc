/** What tasks wait for, checked with the words and at the places of the document. Pure. */
import { findCycles } from '@/lib/core/cycles';
import type { FilePath } from '@/lib/schemas/experiment-file/document';
import type { Finding } from '@/lib/schemas/experiment-file/problems';
import { adviceOf, finding } from '@/lib/schemas/experiment-file/rules/raw';

export type Waiting = { id: string; idPath: FilePath; waitsFor: { id: string; path: FilePath }[] };

export function edgeFindings(tasks: readonly Waiting[]): Finding[] {
  return [...repeatedIds(tasks), ...unknownTargets(tasks), ...cycles(tasks)];
}

function repeatedIds(tasks: readonly Waiting[]): Finding[] {
  const seen = new Set<string>();
  return tasks.flatMap(({ id, idPath }) => {
    const isRepeated = seen.has(id);
    seen.add(id);
    return isRepeated ? [finding(idPath, 'is already the id of a task; choose another')] : [];
  });
}

function unknownTargets(tasks: readonly Waiting[]): Finding[] {
  const known = new Set(tasks.map(({ id }) => id));
  return tasks.flatMap((task) =>
    task.waitsFor.flatMap(({ id, path }) => {
      if (id === task.id) return [finding(path, 'is the task itself; leave it out')];
      const others = [...known].filter((other) => other !== task.id);
      return known.has(id) ? [] : [finding(path, `is not the id of a task; ${adviceOf(id, others)}`)];
    }),
  );
}

function cycles(tasks: readonly Waiting[]): Finding[] {
  const edges = new Map(
    tasks.map(({ id, waitsFor }) => [id, waitsFor.map((target) => target.id).filter((target) => target !== id)]),
  );
  return findCycles(edges).flatMap((cycle) => {
    const task = tasks.find(({ id }) => id === cycle[0]);
    const edge = task?.waitsFor.find(({ id }) => id === cycle[1]);
    return edge ? [finding(edge.path, `closes a circle, ${cycle.join(' -> ')}; none of them could start`)] : [];
  });
}
