/** The Magic Box documents of parallel execution as an experiment: a graph of their tasks. Pure; never throws on bad text. */
import type { ExperimentFile, FilePath } from '@/lib/schemas/experiment-file';
import type { Finding } from '@/lib/schemas/experiment-file/problems';
import { AGENT_PRESETS } from '@/lib/core/agents';
import { adviceOf, finding } from '@/lib/schemas/experiment-file/rules/raw';
import { agentFor, usualAgent } from './agents';
import { edgeFindings } from './edges';
import { agreedIn, type Agreed } from './magic-box-contracts';
import { boxSchema, isPhase, READ_KEYS, type Box } from './magic-box-schema';
import { planTasks, type PlannedPhase, type PlannedTask, type PlannedTasks } from './magic-box-tasks';
import { mapPath } from './map-path';
import { repairPhases } from './repair';
import { noteAt, parseSource, problemsAt, readSource, type Source } from './source';
import type { Imported, ImportNote, ImportOptions, Repair } from './types';

type FileVariant = NonNullable<ExperimentFile['variants']>[number];

/** Tasks of which the answer is the product. */
const REPORTS = /^\W*(security\s+)?(research|review|audit|investigate|analy[sz]e|compare|evaluate)\b/i;

export function importMagicBox(text: string, options: ImportOptions): Imported {
  const repair = repairPhases(text);
  if (repair && !options.acceptRepair) return { ok: false, problems: [repair.problem], repaired: repair.text };
  const repaired = repair?.text ?? null;
  const read = readSource(text, repair);
  if (!read.ok) return { ok: false, problems: read.problems, repaired };
  const { source } = read;
  if (source.data.parallel_execution === undefined && source.data.contracts !== undefined) {
    const alone = 'stands alone; put the tasks that it names beside it, under `parallel_execution`';
    return { ok: false, problems: problemsAt(source, [finding(['contracts'], alone)]), repaired };
  }
  const parsed = parseSource(source, boxSchema);
  if (!parsed.ok) return { ok: false, problems: parsed.problems, repaired };
  const planned = planTasks(parsed.value);
  const agreed = agreedIn(parsed.value, source, planned);
  const findings = [...planned.findings, ...edges(planned), ...workers(planned.tasks, options), ...agreed.findings];
  if (findings.length > 0) return { ok: false, problems: problemsAt(source, findings), repaired };
  return { ok: true, ...convert({ box: parsed.value, source, options, planned, agreed, repair }), repaired };
}

function edges({ tasks }: PlannedTasks): Finding[] {
  return edgeFindings(
    tasks.map(({ id, path, raw, waitsFor }) => ({
      id,
      idPath: [...path, raw.id === undefined ? 'task' : 'id'],
      waitsFor,
    })),
  );
}

function workers(tasks: readonly PlannedTask[], { agents }: ImportOptions): Finding[] {
  const known = AGENT_PRESETS.map(({ name }) => name);
  return tasks.flatMap(({ raw: { worker }, path }) => {
    if (worker === undefined || agentFor(worker, agents) !== null) return [];
    const advice = adviceOf(worker, known);
    const says = `is not an agent; ${advice}${advice.endsWith('?') ? '' : '.'} Or choose one: --agent ${worker}=NAME`;
    return [finding([...path, 'worker'], says)];
  });
}

type Conversion = {
  box: Box;
  source: Source;
  options: ImportOptions;
  planned: PlannedTasks;
  agreed: Agreed;
  repair: Repair | null;
};

function convert(conversion: Conversion): Omit<Extract<Imported, { ok: true }>, 'ok' | 'repaired'> {
  const { box, source, options, planned, agreed, repair } = conversion;
  const notes: ImportNote[] = [
    ...(repair === null ? [] : [{ what: repair.problem.path.join('.'), where: placeOf(repair), said: repair.said }]),
    ...notesOnKeys(box, planned, source),
    ...notesOnPhases(planned.phases, source),
    ...notesOnWhole(box, planned.tasks, source),
    ...agreed.notes,
  ];
  const variants = planned.tasks.map((task) => variantOf(task, { ...conversion, notes }));
  const gates = gatesOf(box);
  const file: ExperimentFile = {
    name: (box.feature ?? box.parallel_execution.id ?? planned.tasks[0]?.text.trim().split('\n')[0])?.slice(0, 120),
    metadata: {
      importedFrom: 'magic-box',
      ...(box.parallel_execution.id === undefined ? {} : { id: box.parallel_execution.id }),
    },
    ...(options.project === null ? {} : { project: options.project }),
    strategy: 'graph',
    variants,
    ...(agreed.contracts.length > 0 ? { integrationContracts: agreed.contracts } : {}),
    ...(gates.length > 0 ? { contract: { gates } } : {}),
  };
  const tasks = planned.tasks.map(({ name, id, raw }) => ({
    taskId: name,
    variant: id,
    kind: raw.worker ?? '',
    outputPath: null,
  }));
  return { file, notes, tasks };
}

function placeOf({ problem }: Repair): ImportNote['where'] {
  return problem.line === null || problem.column === null ? null : { line: problem.line, column: problem.column };
}

function variantOf(
  task: PlannedTask,
  { box, source, options, agreed, notes }: Conversion & { notes: ImportNote[] },
): FileVariant {
  const { raw, path, id } = task;
  const isReport = REPORTS.test(task.text);
  const say = (key: string, said: string): void => void notes.push(noteAt(source, [...path, key], said));
  if (raw.id !== undefined && raw.id !== id) say('id', `${raw.id} is called ${id} here.`);
  const agent = agentFor(raw.worker ?? null, options.agents) ?? usualAgent(options.project);
  if (raw.worker === undefined) notes.push(noteAt(source, path, `Names no worker; ${agent} does it.`));
  if (isReport) {
    const said = 'Reads like a report: its answer is the product, and nothing of it is merged (`reportOnly`).';
    say(raw.task === undefined ? 'description' : 'task', said);
  }
  const prompt = raw.prompt_file === undefined ? null : mapPath(raw.prompt_file, options.projectRoot);
  if (prompt?.said) say('prompt_file', prompt.said);
  return {
    id,
    agent,
    task: promptOf(task, box, agreed.forTask.get(id) ?? ''),
    ...(prompt?.path ? { instructions: [prompt.path] } : {}),
    ...(task.waitsFor.length > 0 ? { dependsOn: [...new Set(task.waitsFor.map((target) => target.id))] } : {}),
    ...(isReport ? { reportOnly: true } : {}),
  };
}

function promptOf({ text, raw }: PlannedTask, box: Box, contract: string): string {
  const criteria = sentencesOf(box).map((sentence) => `- ${sentence}`);
  const whole = [
    box.feature === undefined ? '' : `This is a part of: ${box.feature}`,
    criteria.length > 0 ? `The whole is complete when:\n\n${criteria.join('\n')}` : '',
  ];
  return [
    text.trim(),
    section('Expected output', raw.output_format ?? ''),
    section('How it fits with the others', raw.integration ?? ''),
    section('Contract', contract),
    section('The whole', whole.filter((part) => part !== '').join('\n\n')),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function section(title: string, text: string): string {
  return text.trim() === '' ? '' : `## ${title}\n\n${text.trim()}`;
}

function sentencesOf(box: Box): string[] {
  return box.parallel_execution.completion_criteria.flatMap((criterion) =>
    typeof criterion === 'string' ? [criterion] : [],
  );
}

function gatesOf(box: Box): { name: string; run: string }[] {
  return box.parallel_execution.completion_criteria.flatMap((criterion, index) =>
    typeof criterion === 'string' ? [] : [{ name: criterion.name ?? `criterion ${index + 1}`, run: criterion.run }],
  );
}

function notesOnWhole(box: Box, tasks: readonly PlannedTask[], source: Source): ImportNote[] {
  const path: FilePath = ['parallel_execution'];
  const { total_tasks: total, completion_criteria: criteria } = box.parallel_execution;
  return [
    ...(total === undefined || total === tasks.length
      ? []
      : [
          noteAt(
            source,
            [...path, 'total_tasks'],
            `Says ${total}, but there are ${tasks.length} tasks; all of them run.`,
          ),
        ]),
    ...criteria.flatMap((criterion, index) => {
      const said =
        'Is a sentence, which nothing can check; it is in every prompt. Add a gate to have it checked: --test "COMMAND".';
      return typeof criterion === 'string' ? [noteAt(source, [...path, 'completion_criteria', index], said)] : [];
    }),
  ];
}

function notesOnPhases(phases: readonly PlannedPhase[], source: Source): ImportNote[] {
  return phases.flatMap(({ follows, path }) =>
    follows === null
      ? []
      : [noteAt(source, path, `Says for some tasks nothing that they wait for; they wait for ${follows}.`)],
  );
}

function notesOnKeys(box: Box, { tasks, phases }: PlannedTasks, source: Source): ImportNote[] {
  const unread = (data: unknown, known: readonly string[], path: FilePath): ImportNote[] =>
    typeof data !== 'object' || data === null || Array.isArray(data)
      ? []
      : Object.keys(data)
          .filter((key) => !known.includes(key))
          .map((key) => noteAt(source, [...path, key], `${key} has no counterpart here; left out.`));
  const execution = box.parallel_execution;
  const path: FilePath = ['parallel_execution'];
  return [
    ...unread(box, READ_KEYS.top, []),
    ...unread(execution, [...READ_KEYS.execution, ...Object.keys(execution).filter(isPhase)], path),
    ...tasks.flatMap((task) => unread(task.raw, READ_KEYS.task, task.path)),
    ...phases.flatMap((phase) => unread(Reflect.get(execution, phase.name), READ_KEYS.phase, phase.path)),
    ...execution.integration_points.flatMap((point, index) =>
      unread(point, READ_KEYS.point, [...path, 'integration_points', index]),
    ),
    ...Object.entries(box.contracts).flatMap(([name, contract]) =>
      unread(contract, READ_KEYS.contract, ['contracts', name]),
    ),
  ];
}
