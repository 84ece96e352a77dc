import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { startInBackground } from '@/bin/cli/background';
import { follow } from '@/bin/cli/follow';
import { type ImportFlags, noteLines, type Read, readForeign, type Source } from '@/bin/cli/foreign';
import { done, InputError, type Outcome } from '@/bin/cli/outcome';
import { applyFlags, placeInFile, type RunFlags } from '@/bin/cli/run-flags';
import { exitCodeOf } from '@/bin/cli/exit-code';
import { experimentResult } from '@/lib/schemas/result';
import { hasStart, readStart, refuseStart, type StartFlags } from '@/bin/cli/starts';
import { type Session, withSession, withWorker } from '@/bin/cli/session';
import { experimentText } from '@/bin/cli/tables';
import { checkTraceDir, collectTraces } from '@/bin/cli/traces';
import { plain } from '@/lib/core/plain-text';
import type { FileProblem } from '@/lib/schemas/experiment-file';
import { dispatcherResult } from '@/lib/schemas/import/dispatcher-result';
import type { ExperimentView } from '@/lib/schemas/view';
import { stopRequests } from '@/workers/supervisor/stop-requests';

export type RunInput = {
  file: string | undefined;
  /** What to begin with instead of a file. */
  start: StartFlags;
  flags: RunFlags;
  importing: ImportFlags;
  home: string;
  detach: boolean;
  /** A person says, here and now, that agents may run without isolation. */
  allowProcess: boolean;
  /** Traces are copied there at the end. */
  traceDir: string | undefined;
  say: (text: string) => void;
};

export async function runCommand(input: RunInput): Promise<Outcome> {
  const { file, start, home, detach, allowProcess, say } = input;
  if (file === undefined && !hasStart(start) && Object.keys(input.flags).length === 0) throw nothingToRun();
  if (file !== undefined) refuseStart(start);
  await checkTraceDir(input.traceDir);
  const original = await readSource(file);
  const read = await readForeign(original, input);
  if ('refused' in read) return read.refused;
  const { flags, foreign } = read;
  const hasFlags = Object.keys(flags).length > 0;
  for (const line of noteLines(original.name, foreign?.notes ?? [])) say(line);
  return withSession({ home, say }, async (session) => {
    const source = hasStart(start) ? { ...read.source, ...(await readStart(session, start)) } : read.source;
    const text = applyFlags(source.text, flags, process.cwd());
    const launch = async (): Promise<string | FileProblem[]> => {
      const result = await session.bakeoff.experiments.launch({ text, workingDir: source.workingDir, allowProcess });
      return result.ok ? result.value.experimentId : result.error.problems;
    };
    if (detach) return launchDetached({ session, source, launch, hasFlags });
    const stop = stopRequests();
    try {
      return await withWorker(session, async () => {
        const id = await launch();
        if (typeof id !== 'string') return invalid(source, hasFlags ? placeInFile(id, source.text) : id);
        const view = await follow(session, id, stop);
        const exitCode = stop.first.aborted ? 130 : exitCodeOf(view);
        return { exitCode, ...(await resultOf(view, foreign, input)) };
      });
    } finally {
      stop.release();
    }
  });
}

/** The dispatcher's own result where its format was asked for, so that what reads it goes on working. */
async function resultOf(
  view: ExperimentView,
  foreign: Read['foreign'],
  { importing, home, traceDir }: RunInput,
): Promise<Pick<Outcome, 'json' | 'text'>> {
  if (importing.format !== 'dispatcher' && traceDir === undefined) {
    return { json: experimentResult(view), text: experimentText(view) };
  }
  const traces = await collectTraces({ home, view, dir: traceDir });
  if (importing.format !== 'dispatcher') return { json: experimentResult(view), text: experimentText(view) };
  const json = dispatcherResult(view, foreign?.tasks ?? [], traces);
  return { json, text: JSON.stringify(json, null, 2) };
}

type ValidateInput = Omit<RunInput, 'start' | 'detach' | 'allowProcess' | 'traceDir'>;

export async function validateCommand(input: ValidateInput): Promise<Outcome> {
  const original = await readSource(input.file);
  const read = await readForeign(original, input);
  if ('refused' in read) return read.refused;
  const { source, flags, foreign } = read;
  const notes = foreign?.notes ?? [];
  const text = applyFlags(source.text, flags, process.cwd());
  return withSession(input, async ({ bakeoff }) => {
    const problems = await bakeoff.experiments.validate({ text, workingDir: source.workingDir });
    if (problems.length > 0) return invalid(source, problems);
    const lines = [...noteLines(original.name, notes), `${original.name} is valid.`];
    return done({ valid: true, problems: [], format: foreign?.format ?? 'bakeoff', notes }, lines.join('\n'));
  });
}

type Detached = {
  session: Session;
  source: Source;
  launch: () => Promise<string | FileProblem[]>;
  hasFlags: boolean;
};

async function launchDetached({ session, source, launch, hasFlags }: Detached): Promise<Outcome> {
  const id = await launch();
  if (typeof id !== 'string') return invalid(source, hasFlags ? placeInFile(id, source.text) : id);
  if ((await session.liveWorkers()) === 0) await startInBackground(session);
  return done({ experimentId: id, status: 'queued' }, id);
}

/** Relative projects start at the file's folder, or where the person stands when it comes from standard input. */
async function readSource(file: string | undefined): Promise<Source> {
  const here = process.cwd();
  if (file === undefined) return { name: 'flags', text: null, workingDir: here };
  if (file === '-') return { name: 'standard input', text: await readStdin(), workingDir: here };
  try {
    return { name: file, text: await readFile(file, 'utf8'), workingDir: path.dirname(path.resolve(file)) };
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const message = code === 'ENOENT' ? `There is no file ${file}.` : `${file} can't be read (${code}).`;
    throw new InputError({ type: 'file_unreadable', message, remedy: 'Give the path of an experiment file, or -.' });
  }
}

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function invalid(source: Source, problems: FileProblem[]): Outcome {
  const lines = problems.map(({ line, column, message, path: keys }) => {
    const place = line === null ? keys.join('.') : `${line}:${column}`;
    return plain([source.name, place, ` ${message}`].filter((part) => part !== '').join(':'));
  });
  return { exitCode: 2, json: { valid: false, problems }, text: '', complaint: lines.join('\n') };
}

function nothingToRun(): InputError {
  return new InputError({
    type: 'nothing_to_run',
    message: 'There is nothing to run.',
    remedy:
      'Give an experiment file (`bakeoff run examples/demo.yaml`), - for standard input, or flags (`--task`, `--agent`).',
  });
}
