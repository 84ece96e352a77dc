/** What tasks of a Magic Box document agree on, as integration contracts. Pure. */
import type { ExperimentFile, FilePath } from '@/lib/schemas/experiment-file';
import type { Finding } from '@/lib/schemas/experiment-file/problems';
import { adviceOf, finding } from '@/lib/schemas/experiment-file/rules/raw';
import { schemaFindings } from '@/lib/schemas/json-schema/keywords';
import { Ids } from './ids';
import type { Box, Names, Specification } from './magic-box-schema';
import { namesAt, targetsOf, type PlannedPhase, type PlannedTask } from './magic-box-tasks';
import { noteAt, textAt, type Source } from './source';
import type { ImportNote } from './types';

type FileContract = NonNullable<ExperimentFile['integrationContracts']>[number];

export type Agreed = {
  contracts: FileContract[];
  findings: Finding[];
  notes: ImportNote[];
  /** For a phase of one task: nobody else is there to agree with. */
  forTask: Map<string, string>;
};

type Context = {
  source: Source;
  tasks: readonly PlannedTask[];
  phases: readonly PlannedPhase[];
  names: Ids;
  agreed: Agreed;
};

/** A task that says so itself is the one that provides. */
const PROVIDES = /^\s*(provides|exposes|serves|implements|offers)\b/i;

export function agreedIn(box: Box, source: Source, planned: { tasks: PlannedTask[]; phases: PlannedPhase[] }): Agreed {
  const agreed: Agreed = { contracts: [], findings: [], notes: [], forTask: new Map() };
  const context: Context = { source, ...planned, names: new Ids(), agreed };
  for (const [name, contract] of Object.entries(box.contracts)) {
    const path: FilePath = ['contracts', name];
    const provider = oneTask(contract.provider, [...path, 'provider'], context);
    const consumers = [
      ...tasksOf(contract.consumer, [...path, 'consumer'], context),
      ...tasksOf(contract.consumers, [...path, 'consumers'], context),
    ];
    const specification = specificationOf(contract.specification, [...path, 'specification'], source);
    if (provider !== null) add({ name, provider, consumers, specification }, context);
  }
  box.parallel_execution.integration_points.forEach((point, index) => {
    const path: FilePath = ['parallel_execution', 'integration_points', index];
    const ids = tasksOf(point.between, [...path, 'between'], context);
    const provider = providerAmong(ids, planned.tasks);
    if (provider === null || ids.length < point.between.length) return;
    const said = `Does not say who provides the interface; read as provided by ${provider}.`;
    agreed.notes.push(noteAt(source, [...path, 'between'], said));
    const specification = specificationOf(point.contract, [...path, 'contract'], source);
    add({ name: ids.join(' '), provider, consumers: ids.filter((id) => id !== provider), specification }, context);
  });
  for (const phase of planned.phases) addPhase(phase, context);
  return agreed;
}

function addPhase({ contract, tasks, name }: PlannedPhase, context: Context): void {
  const [first, ...others] = tasks;
  if (!contract || first === undefined) return;
  const { source, agreed } = context;
  const specification = specificationOf(contract.specification, contract.path, source);
  if (others.length === 0) {
    agreed.forTask.set(
      first,
      typeof specification === 'string' ? specification : JSON.stringify(specification, null, 2),
    );
    agreed.notes.push(noteAt(source, contract.path, `Only ${first} is in ${name}; the contract is in its prompt.`));
    return;
  }
  const provider = providerAmong(tasks, context.tasks, 'first') ?? first;
  const said = `Does not say who provides the interface; read as provided by ${provider}, the first task of ${name}.`;
  agreed.notes.push(noteAt(source, contract.path, provider === first ? said : said.replace(/, the first.*/, '.')));
  add({ name, provider, consumers: tasks.filter((id) => id !== provider), specification }, context);
}

function add(contract: FileContract, { names, agreed }: Context): void {
  const consumers = [...new Set(contract.consumers)].filter((id) => id !== contract.provider);
  agreed.contracts.push({ ...contract, name: names.take(contract.name), consumers });
}

function providerAmong(
  ids: readonly string[],
  tasks: readonly PlannedTask[],
  otherwise: 'first' | 'last' = 'last',
): string | null {
  const told = ids.find((id) => PROVIDES.test(tasks.find((task) => task.id === id)?.raw.integration ?? ''));
  return told ?? (otherwise === 'first' ? ids[0] : ids.at(-1)) ?? null;
}

function oneTask(name: string, path: FilePath, context: Context): string | null {
  const [id, ...more] = known(name, context);
  if (id !== undefined && more.length === 0) return id;
  if (id !== undefined) {
    context.agreed.findings.push(
      finding(path, 'is a phase of several tasks; name the one that provides the interface'),
    );
  } else context.agreed.findings.push(finding(path, notTask(name, context)));
  return null;
}

function tasksOf(names: Names, at: FilePath, context: Context): string[] {
  return namesAt(names, at).flatMap(({ name, path }) => {
    const ids = known(name, context);
    if (ids.length === 0) context.agreed.findings.push(finding(path, notTask(name, context)));
    return ids;
  });
}

function known(name: string, { tasks, phases }: Context): string[] {
  return targetsOf(name, tasks, phases).filter((id) => tasks.some((task) => task.id === id));
}

function notTask(name: string, { tasks }: Context): string {
  const short = name.replace(/\s*\([^()]*\)\s*$/, '');
  return `is not the id of a task; ${adviceOf(
    short,
    tasks.map((task) => task.name),
  )}`;
}

/** A JSON Schema stays one; anything else is text as it was written, for `{ id, name }` reads better than its data. */
function specificationOf(written: Specification, path: FilePath, source: Source): FileContract['specification'] {
  if (typeof written === 'string') return written;
  const isSchema = ['type', '$ref', 'properties', 'anyOf', 'oneOf', 'allOf'].some((key) => Object.hasOwn(written, key));
  if (isSchema && schemaFindings(written).length === 0) return written;
  return textAt(source, path) ?? JSON.stringify(written, null, 2);
}
