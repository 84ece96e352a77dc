/** The text of a foreign document, read once: its data, and the place of everything in it. */
import type { z } from 'zod';
import {
  type FileDocument,
  type FilePath,
  type FileProblem,
  locate,
  plainData,
  readDocument,
} from '@/lib/schemas/experiment-file/document';
import { type Finding, findingsOf, inOrder, toProblems } from '@/lib/schemas/experiment-file/problems';
import type { ImportNote, Repair } from './types';

export type Source = {
  file: FileDocument;
  data: Record<string, unknown>;
  /** Lines of the text that was read which the person's own has not. */
  inserted: readonly number[];
};

export function readSource(
  text: string,
  repair: Repair | null,
): { ok: true; source: Source } | { ok: false; problems: FileProblem[] } {
  const file = readDocument(repair?.text ?? blankComments(text));
  if (!('document' in file) || file.syntax.length > 0) return { ok: false, problems: file.syntax };
  if (file.duplicates.length > 0) return { ok: false, problems: file.duplicates };
  const plain = plainData(file.document);
  if (!plain.ok) return { ok: false, problems: [plain.problem] };
  if (typeof plain.data !== 'object' || plain.data === null || Array.isArray(plain.data)) {
    const message = 'The document is no mapping of keys to values.';
    return { ok: false, problems: [{ message, path: [], line: 1, column: 1 }] };
  }
  const data = plain.data as Record<string, unknown>;
  return { ok: true, source: { file, data, inserted: repair?.inserted ?? [] } };
}

/** Parses with problems at their place in the person's own text. */
export function parseSource<T>(
  source: Source,
  schema: z.ZodType<T>,
): { ok: true; value: T } | { ok: false; problems: FileProblem[] } {
  const parsed = schema.safeParse(source.data);
  return parsed.success
    ? { ok: true, value: parsed.data }
    : { ok: false, problems: problemsAt(source, findingsOf(parsed.error.issues)) };
}

export function problemsAt(source: Source, findings: Finding[]): FileProblem[] {
  return inOrder(
    toProblems(source.file, findings).map((problem) => ({ ...problem, line: originalLine(source, problem.line) })),
  );
}

export function noteAt(source: Source, path: FilePath, said: string): ImportNote {
  const { line, column } = locate(source.file, path, 'key');
  const original = originalLine(source, line);
  return {
    what: path.join('.'),
    where: original === null || column === null ? null : { line: original, column },
    said,
  };
}

/** A value as the person wrote it, without the indentation of its place; null where it is not there. */
export function textAt(source: Source, path: FilePath): string | null {
  const node = source.file.document.getIn(path, true);
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) return null;
  const [start, end] = node.range as [number, number];
  const { text } = source.file;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const indent = /^\s*$/.test(text.slice(lineStart, start)) ? start - lineStart : 0;
  return text
    .slice(start, end)
    .split('\n')
    .map((line, index) => (index === 0 ? line : line.slice(Math.min(indent, line.length - line.trimStart().length))))
    .join('\n')
    .trim();
}

function originalLine({ inserted }: Source, line: number | null): number | null {
  return line === null ? null : line - inserted.filter((added) => added <= line).length;
}

/** Comments that JSON has not, but people write: `//` to the end of the line. Places stay as they are. */
function blankComments(text: string): string {
  if (!text.trimStart().startsWith('{')) return text;
  return text.replaceAll(/"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*/g, (found) =>
    found.startsWith('"') ? found : ' '.repeat(found.length),
  );
}
