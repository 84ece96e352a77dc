/** `bakeoff run` from flags: they become an experiment file, or override one. Pure. */
import path from 'node:path';
import { locate, readDocument, type FilePath, type FileProblem } from '@/lib/schemas/experiment-file/document';
import { entriesOf, fieldOf, readDraft, writeField } from '@/lib/schemas/experiment-file/draft';

export type RunFlags = {
  project?: string;
  base?: string;
  task?: string;
  name?: string;
  agent?: string[];
  model?: string;
  /** `id=approach` or just `id`. */
  variant?: string[];
  test?: string[];
  setup?: string;
  strategy?: string;
  select?: string;
  provider?: string;
  image?: string;
  cpus?: string;
  memory?: string;
  network?: string;
  /** Added to those of the file. */
  allow?: string[];
  maxParallel?: string;
  timeout?: string;
  failFast?: boolean;
  includeUncommitted?: boolean;
  /** `key=value` */
  metadata?: string[];
};

type Field = { path: FilePath; value: unknown };

/** The experiment file that a run starts from. Without a file the flags alone make one. */
export function applyFlags(text: string | null, flags: RunFlags, cwd: string): string {
  const start = text ?? '{}\n';
  const data = readDraft(start).data ?? {};
  const fields = [
    ...plainFields(flags, cwd),
    ...hostFields(flags, data),
    ...testFields(flags, data),
    ...variantFields(flags, data),
  ];
  return fields.reduce((draft, field) => writeField(draft, field.path, field.value), start);
}

/** Lines of the person's own file; what only a flag says has none. */
export function placeInFile(problems: FileProblem[], text: string | null): FileProblem[] {
  const file = readDocument(text ?? '');
  return problems.map((problem) => {
    if (text === null || !('document' in file)) return { ...problem, line: null, column: null };
    if (problem.path.length === 0) return problem;
    const spot = locate(file, problem.path);
    const isMissing = !spot.exists;
    return { ...problem, line: isMissing ? null : spot.line, column: isMissing ? null : spot.column };
  });
}

function plainFields(flags: RunFlags, cwd: string): Field[] {
  const fields: Field[] = [
    { path: ['name'], value: flags.name },
    { path: ['project'], value: flags.project === undefined ? undefined : absoluteProject(flags.project, cwd) },
    { path: ['base'], value: flags.base },
    { path: ['task'], value: flags.task },
    { path: ['strategy'], value: flags.strategy === undefined ? undefined : { type: flags.strategy } },
    { path: ['limits', 'maxParallel'], value: numberOrText(flags.maxParallel) },
    { path: ['limits', 'timeout'], value: flags.timeout },
    { path: ['limits', 'failFast'], value: flags.failFast },
    { path: ['includeUncommitted'], value: flags.includeUncommitted },
    { path: ['sandbox', 'provider'], value: flags.provider },
    { path: ['sandbox', 'image'], value: flags.image },
    { path: ['sandbox', 'cpus'], value: numberOrText(flags.cpus) },
    { path: ['sandbox', 'memory'], value: flags.memory },
    { path: ['sandbox', 'network'], value: flags.network },
    { path: ['sandbox', 'setup'], value: flags.setup },
    { path: ['select', 'by'], value: flags.select },
  ];
  const metadata = (flags.metadata ?? []).map((entry) => {
    const [key, value] = splitAtEquals(entry);
    return { path: ['metadata', key], value: value ?? '' };
  });
  return [...fields.filter((field) => field.value !== undefined), ...metadata];
}

function hostFields(flags: RunFlags, data: unknown): Field[] {
  if (flags.allow === undefined) return [];
  const value = [...new Set([...entriesOf(data, ['sandbox', 'allow']), ...flags.allow])];
  return [{ path: ['sandbox', 'allow'], value }];
}

function testFields(flags: RunFlags, data: unknown): Field[] {
  const [first, ...more] = flags.test ?? [];
  if (first === undefined) return [];
  const kept = entriesOf(data, ['contract', 'gates']).filter((gate) => !isTests(gate));
  const added = more.map((run, index) => ({ name: `tests-${index + 2}`, run }));
  const gates = [...kept, ...added];
  return [
    { path: ['test'], value: first },
    { path: ['contract', 'gates'], value: gates.length > 0 ? gates : undefined },
  ];
}

function isTests(gate: unknown): boolean {
  return /^tests(-\d+)?$/.test(String(fieldOf(gate, ['name'])));
}

/** Variants from flags replace those of the file; an agent or a model alone goes to each of the file's variants. */
function variantFields(flags: RunFlags, data: unknown): Field[] {
  const agents = flags.agent ?? [];
  const model = flags.model === undefined ? {} : { model: flags.model };
  const inFile = entriesOf(data, ['variants']);
  if (flags.variant === undefined && inFile.length > 0) return overrideVariants(flags, inFile.length);
  const ideas = flags.variant?.map(splitAtEquals) ?? agents.map((agent): [string, string | null] => [agent, null]);
  const variants = ideas.flatMap(([id, approach]) =>
    (flags.variant ? agentsOr(agents) : [id]).map((agent) => ({
      id: flags.variant && agents.length > 1 ? `${id}-${agent}` : id,
      ...(agent === null ? {} : { agent }),
      ...model,
      ...(approach === null ? {} : { approach }),
    })),
  );
  return variants.length > 0 ? [{ path: ['variants'], value: variants }] : [];
}

function agentsOr(agents: string[]): (string | null)[] {
  return agents.length > 0 ? agents : [null];
}

function overrideVariants(flags: RunFlags, count: number): Field[] {
  return Array.from({ length: count }, (_, index): Field[] => {
    const agent = flags.agent?.[index % flags.agent.length];
    return [
      ...(agent === undefined ? [] : [{ path: ['variants', index, 'agent'], value: agent }]),
      ...(flags.model === undefined ? [] : [{ path: ['variants', index, 'model'], value: flags.model }]),
    ];
  }).flat();
}

/** A folder given on the command line is meant from where the person stands, not from the file's folder. */
function absoluteProject(project: string, cwd: string): string {
  const isUrl = /^[a-z][a-z+.-]*:/i.test(project) || /^[^/\s]+@[^/\s]+:/.test(project);
  return isUrl ? project : path.resolve(cwd, project);
}

/** What is no number stays text, so that the file's own check says what is wrong with it. */
function numberOrText(text: string | undefined): number | string | undefined {
  return text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

function splitAtEquals(text: string): [string, string | null] {
  const at = text.indexOf('=');
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
}
