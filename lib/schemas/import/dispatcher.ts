/** The parallel dispatcher's task JSON as an experiment: a graph of its tasks. Pure; never throws on bad text. */
import type { ExperimentFile, FilePath } from '@/lib/schemas/experiment-file';
import { finding } from '@/lib/schemas/experiment-file/rules/raw';
import { agentFor, usualAgent } from './agents';
import { coderPrompt, debugPrompt, type Paths } from './dispatcher-prompt';
import { dispatcherSchema, READ_KEYS, type Dispatch, type DispatchTask } from './dispatcher-schema';
import { edgeFindings } from './edges';
import { Ids } from './ids';
import { mapPath } from './map-path';
import { noteAt, parseSource, problemsAt, readSource, type Source } from './source';
import type { Imported, ImportedTask, ImportNote, ImportOptions } from './types';

const MAX_PARALLEL = 100;

const NO_COUNTERPART = 'has no counterpart here; left out.';

export function importDispatcher(text: string, options: ImportOptions): Imported {
  const read = readSource(text, null);
  if (!read.ok) return { ok: false, problems: read.problems, repaired: null };
  const { source } = read;
  const parsed = parseSource(source, dispatcherSchema);
  if (!parsed.ok) return { ok: false, problems: parsed.problems, repaired: null };
  const findings = [
    ...edgeFindings(
      parsed.value.tasks.map((task, index) => ({
        id: task.task_id,
        idPath: ['tasks', index, 'task_id'],
        waitsFor: task.dependencies.map((id, place) => ({ id, path: ['tasks', index, 'dependencies', place] })),
      })),
    ),
    ...emptyPaths(parsed.value),
  ];
  if (findings.length > 0) return { ok: false, problems: problemsAt(source, findings), repaired: null };
  return { ok: true, ...convert(parsed.value, source, options), repaired: null };
}

function emptyPaths({ tasks }: Dispatch): ReturnType<typeof finding>[] {
  return tasks.flatMap((task, index) =>
    task.agent === 'coder' &&
    task.input_data.output_path !== undefined &&
    mapPath(task.input_data.output_path, null).path === null
      ? [
          finding(
            ['tasks', index, 'input_data', 'output_path'],
            'names no file; write the path of the file to generate',
          ),
        ]
      : [],
  );
}

type Converted = { file: ExperimentFile; notes: ImportNote[]; tasks: ImportedTask[] };

function convert(dispatch: Dispatch, source: Source, options: ImportOptions): Converted {
  const notes = [...notesOnKeys(dispatch, source), ...notesOnConfig(dispatch, source)];
  const ids = new Ids();
  const idOf = new Map(dispatch.tasks.map(({ task_id: id }) => [id, ids.take(id)]));
  const tasks: ImportedTask[] = [];
  const outputs = new Map<string, string>();
  const variants = dispatch.tasks.map((task, index) => {
    const path: FilePath = ['tasks', index];
    const id = idOf.get(task.task_id) ?? task.task_id;
    if (id !== task.task_id) notes.push(noteAt(source, [...path, 'task_id'], `${task.task_id} is called ${id} here.`));
    const paths = mapPaths({ task, path, source, options, notes });
    const other = paths.output === null ? undefined : outputs.get(paths.output);
    if (paths.output !== null && other !== undefined) {
      const said = `Writes ${paths.output}, as ${other} does; the later one may undo or conflict with the earlier one.`;
      notes.push(noteAt(source, [...path, 'input_data', 'output_path'], said));
    }
    if (paths.output !== null) outputs.set(paths.output, id);
    tasks.push({ taskId: task.task_id, variant: id, kind: task.agent, outputPath: paths.output });
    return {
      id,
      agent: agentFor(task.agent, options.agents) ?? usualAgent(options.project),
      task: task.agent === 'coder' ? coderPrompt(task, paths) : debugPrompt(task, paths),
      ...(task.dependencies.length > 0 ? { dependsOn: dependenciesOf(task, idOf) } : {}),
      ...(task.agent === 'debug' ? { reportOnly: true } : {}),
    };
  });
  const file: ExperimentFile = {
    name: nameOf(dispatch),
    metadata: { importedFrom: 'dispatcher' },
    ...(options.project === null ? {} : { project: options.project }),
    strategy: 'graph',
    limits: limitsOf(dispatch),
    variants,
  };
  return { file, notes, tasks };
}

function dependenciesOf({ dependencies }: DispatchTask, idOf: ReadonlyMap<string, string>): string[] {
  return [...new Set(dependencies.map((id) => idOf.get(id) ?? id))];
}

function nameOf({ tasks }: Dispatch): string {
  const [first] = tasks;
  const line = first?.description.trim().split(/\r?\n/)[0] ?? '';
  const short = line.length > 80 ? `${line.slice(0, 79).trimEnd()}…` : line;
  return tasks.length > 1 ? `${short} and ${tasks.length - 1} more` : short;
}

function limitsOf({ config }: Dispatch): ExperimentFile['limits'] {
  const seconds = Math.ceil(config.timeout_seconds);
  return { maxParallel: Math.min(config.max_workers, MAX_PARALLEL), timeout: `${seconds}s` };
}

type Mapping = { task: DispatchTask; path: FilePath; source: Source; options: ImportOptions; notes: ImportNote[] };

function mapPaths({ task, path, source, options, notes }: Mapping): Paths {
  const input: FilePath = [...path, 'input_data'];
  const map = (written: string, at: FilePath): string[] => {
    const mapped = mapPath(written, options.projectRoot);
    if (mapped.said !== null) notes.push(noteAt(source, at, mapped.said));
    return mapped.path === null ? [] : [mapped.path];
  };
  const isCoder = task.agent === 'coder';
  const key = isCoder ? 'context_files' : 'affected_files';
  const files = isCoder ? task.input_data.context_files : task.input_data.affected_files;
  const output = isCoder ? task.input_data.output_path : undefined;
  return {
    output: output === undefined ? null : (map(output, [...input, 'output_path'])[0] ?? null),
    files: files.flatMap((file, index) => map(file, [...input, key, index])),
    others: otherKeys(task.input_data, READ_KEYS[task.agent]).map(
      (name) => `${name}: ${shown(Reflect.get(task.input_data, name))}`,
    ),
  };
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function notesOnKeys(dispatch: Dispatch, source: Source): ImportNote[] {
  const unread = (data: object, known: readonly string[], path: FilePath): ImportNote[] =>
    otherKeys(data, known).map((key) => {
      const isInput = path.at(-1) === 'input_data';
      const said = isInput ? 'is no field of this agent; it is in the prompt as it is written.' : NO_COUNTERPART;
      return noteAt(source, [...path, key], `${key} ${said}`);
    });
  return [
    ...unread(dispatch, READ_KEYS.top, []),
    ...unread(dispatch.config, READ_KEYS.config, ['config']),
    ...dispatch.tasks.flatMap((task, index) => [
      ...unread(task, READ_KEYS.task, ['tasks', index]),
      ...unread(task.input_data, READ_KEYS[task.agent], ['tasks', index, 'input_data']),
    ]),
  ];
}

function otherKeys(data: object, known: readonly string[]): string[] {
  return Object.keys(data).filter((key) => !known.includes(key));
}

function notesOnConfig({ config }: Dispatch, source: Source): ImportNote[] {
  const notes: ImportNote[] = [];
  if (config.max_workers > MAX_PARALLEL) {
    notes.push(noteAt(source, ['config', 'max_workers'], `At most ${MAX_PARALLEL} run at the same time here.`));
  }
  if (config.trace_dir !== undefined) {
    const said = 'Traces are kept in the data folder; give `--trace-dir` to have them copied to a folder of yours.';
    notes.push(noteAt(source, ['config', 'trace_dir'], said));
  }
  return notes;
}
