/** The tasks of a Magic Box document, from its list or from its phases, with ids of their own. Pure. */
import type { FilePath } from '@/lib/schemas/experiment-file/document';
import { type Finding, findingsOf } from '@/lib/schemas/experiment-file/problems';
import { finding } from '@/lib/schemas/experiment-file/rules/raw';
import { Ids } from './ids';
import { boxPhase, isPhase, type Box, type BoxTask, type Names, type Specification } from './magic-box-schema';

export type PlannedTask = {
  /** As others of the document call it. */
  name: string;
  id: string;
  /** What it should do. */
  text: string;
  raw: BoxTask;
  path: FilePath;
  phase: string | null;
  waitsFor: { id: string; path: FilePath }[];
};

export type PlannedPhase = {
  name: string;
  path: FilePath;
  tasks: string[];
  contract: { specification: Specification; path: FilePath } | null;
  /** It waits for the phase before it because nothing else is written. */
  follows: string | null;
};

export type PlannedTasks = { tasks: PlannedTask[]; phases: PlannedPhase[]; findings: Finding[] };

export function planTasks(box: Box): PlannedTasks {
  const path: FilePath = ['parallel_execution'];
  const findings: Finding[] = [];
  const ids = new Ids();
  const tasks = (box.parallel_execution.tasks ?? []).map((raw, index) =>
    taskOf({ raw, path: [...path, 'tasks', index], phase: null, ids }),
  );
  const phases: PlannedPhase[] = [];
  for (const [name, written] of Object.entries(box.parallel_execution)) {
    if (!isPhase(name)) continue;
    const parsed = boxPhase.safeParse(written);
    const at = [...path, name];
    if (!parsed.success) {
      findings.push(...findingsOf(parsed.error.issues).map((found) => ({ ...found, path: [...at, ...found.path] })));
      continue;
    }
    const list = Array.isArray(written) ? at : [...at, 'tasks'];
    const own = parsed.data.tasks.map((raw, index) => taskOf({ raw, path: [...list, index], phase: name, ids }));
    const { contract } = parsed.data;
    tasks.push(...own);
    phases.push({
      name,
      path: at,
      tasks: own.map(({ id }) => id),
      contract: contract === undefined ? null : { specification: contract, path: [...at, 'contract'] },
      follows: phases.at(-1)?.name ?? null,
    });
  }
  if (tasks.length === 0 && findings.length === 0) {
    findings.push(finding(path, 'holds no tasks; write them under `tasks` or in phases'));
  }
  findings.push(...repeatedIds(tasks));
  const untold = tasks.filter(({ text }) => text === '');
  findings.push(
    ...untold.map((task) => finding([...task.path, 'description'], 'is missing; write what is to be done')),
  );
  resolve(tasks, phases);
  return { tasks, phases, findings };
}

function repeatedIds(tasks: readonly PlannedTask[]): Finding[] {
  const seen = new Set<string>();
  return tasks.flatMap(({ raw: { id }, path }) => {
    if (id === undefined) return [];
    const isRepeated = seen.has(id);
    seen.add(id);
    return isRepeated ? [finding([...path, 'id'], 'is already the id of a task; choose another')] : [];
  });
}

type Written = { raw: BoxTask; path: FilePath; phase: string | null; ids: Ids };

function taskOf({ raw, path, phase, ids }: Written): PlannedTask {
  const text = [raw.task, raw.description].filter((part) => part !== undefined).join('\n\n');
  const name = raw.id ?? text;
  return { name, id: ids.take(raw.id ?? text.split('\n')[0] ?? ''), text, raw, path, phase, waitsFor: [] };
}

/** `depends_on` names tasks or whole phases; a phase that says nothing waits for the one before it. */
function resolve(tasks: PlannedTask[], phases: PlannedPhase[]): void {
  for (const task of tasks) {
    task.waitsFor = namesAt(task.raw.depends_on, [...task.path, 'depends_on']).flatMap(({ name, path }) =>
      targetsOf(name, tasks, phases).map((id) => ({ id, path })),
    );
  }
  for (const phase of phases) {
    const own = tasks.filter((task) => task.phase === phase.name);
    const silent = own.filter((task) => task.waitsFor.length === 0);
    const before = phases.find(({ name }) => name === phase.follows);
    if (!before || silent.length === 0) phase.follows = null;
    for (const task of silent) task.waitsFor = (before?.tasks ?? []).map((id) => ({ id, path: phase.path }));
  }
}

export function namesAt(names: Names, path: FilePath): { name: string; path: FilePath }[] {
  if (typeof names === 'string') return [{ name: names, path }];
  return names.map((name, index) => ({ name, path: [...path, index] }));
}

/** Ids of what a name means: a task, as it is also written in "task_2 (backend)", or all tasks of a phase. */
export function targetsOf(
  name: string,
  tasks: readonly PlannedTask[],
  phases: readonly Pick<PlannedPhase, 'name' | 'tasks'>[],
): string[] {
  const short = name.replace(/\s*\([^()]*\)\s*$/, '');
  const task = tasks.find((other) => other.name === name) ?? tasks.find((other) => other.name === short);
  if (task) return [task.id];
  return phases.find((phase) => phase.name === short)?.tasks ?? [short];
}
