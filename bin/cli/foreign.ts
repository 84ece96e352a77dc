/** Documents of other systems on the command line: what they become, and what is said of it. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { InputError, type Outcome } from '@/bin/cli/outcome';
import type { RunFlags } from '@/bin/cli/run-flags';
import { plain } from '@/lib/core/plain-text';
import {
  agentChoice,
  convertDocument,
  detectFormat,
  FORMATS,
  type Format,
  type ImportedTask,
  type ImportNote,
} from '@/lib/schemas/import';

export type Source = { name: string; text: string | null; workingDir: string };

export type ImportFlags = { format: string | undefined; acceptRepair: boolean };

export type Read = {
  source: Source;
  /** Without those that the conversion has used up. */
  flags: RunFlags;
  /** Null: the text is an experiment file. */
  foreign: { format: Format; tasks: ImportedTask[]; notes: ImportNote[] } | null;
};

/** The source as an experiment file; a foreign document that can not be read ends the command. */
export async function readForeign(
  source: Source,
  { flags, importing }: { flags: RunFlags; importing: ImportFlags },
): Promise<Read | { refused: Outcome }> {
  const { text } = source;
  if (text === null) return { source, flags, foreign: null };
  const format = formatOf(importing.format, text);
  if (format === 'bakeoff') return { source, flags, foreign: null };
  const { agent, ...rest } = flags;
  const converted = convertDocument(text, format, {
    agents: agentChoice(agent ?? []),
    project: flags.project ?? null,
    projectRoot: await rootOf(flags.project, source.workingDir),
    acceptRepair: importing.acceptRepair,
  });
  if (!converted.ok) return { refused: refusedDocument(source, converted) };
  const { tasks, notes } = converted;
  const name = `${source.name} (converted)`;
  return { source: { ...source, name, text: converted.text }, flags: rest, foreign: { format, tasks, notes } };
}

function formatOf(given: string | undefined, text: string): Format {
  if (given === undefined) return detectFormat(text);
  const format = FORMATS.find((known) => known === given);
  if (format) return format;
  const message = `"${plain(given)}" is not a format that Bakeoff reads.`;
  throw new InputError({
    type: 'unknown_format',
    message,
    remedy: `Give --format ${FORMATS.join(', ')}, or leave it out.`,
  });
}

/** Null: a URL or the demo project, below which no path of the document lies. */
async function rootOf(project: string | undefined, workingDir: string): Promise<string | null> {
  const root = project === undefined ? workingDir : path.resolve(project);
  const found = await stat(root).catch(() => null);
  return found?.isDirectory() ? root : null;
}

function refusedDocument(
  source: Source,
  { problems, repaired }: Extract<ReturnType<typeof convertDocument>, { ok: false }>,
): Outcome {
  const lines = problems.map(({ line, column, message }) =>
    plain(`${source.name}:${line ?? 1}:${column ?? 1}: ${message}`),
  );
  const reading = repaired === null ? [] : ['', 'The reading to accept:', '', plain(repaired.trimEnd())];
  return {
    exitCode: 2,
    json: { valid: false, problems, repaired },
    text: '',
    complaint: [...lines, ...reading].join('\n'),
  };
}

/** One line each, with its place in the person's own document. */
export function noteLines(name: string, notes: readonly ImportNote[]): string[] {
  return notes.map(({ what, where, said }) => {
    const place = where === null ? '' : `:${where.line}:${where.column}`;
    return plain(`${name}${place}: ${what}: ${said}`).replaceAll('\n', ' ');
  });
}
