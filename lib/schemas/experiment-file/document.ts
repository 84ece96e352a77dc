/** The text of an experiment file as a YAML document (JSON is YAML), its plain data, and where each part stands. */
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
} from 'yaml';
import { errorMessage } from '@/lib/errors';

export type FilePath = (string | number)[];
export type FileProblem = { message: string; path: FilePath; line: number | null; column: number | null };

export type FileDocument = {
  text: string;
  document: Document;
  lines: LineCounter;
  /** What makes the text unusable as a whole. */
  syntax: FileProblem[];
  /** Keys that are written twice: an error, but the rest can still be looked at. */
  duplicates: FileProblem[];
};

const MAX_FILE_CHARACTERS = 1_000_000;
const MAX_ALIASES = 100;
const MAX_DEPTH = 64;
/** One forgotten bracket makes the parser stumble over every line after it. */
const MAX_SYNTAX_PROBLEMS = 5;

export function readDocument(text: string): FileDocument | { syntax: FileProblem[] } {
  if (text.length > MAX_FILE_CHARACTERS) return { syntax: [wholeFile('The file is larger than 1 MB.')] };
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
    const found = [...document.errors, ...document.warnings];
    if (found.some((problem) => problem.message.includes('call stack'))) throw new RangeError('too deep');
    const of = (isDuplicate: boolean): FileProblem[] =>
      found
        .filter((problem) => (problem.code === 'DUPLICATE_KEY') === isDuplicate)
        .slice(0, MAX_SYNTAX_PROBLEMS)
        .map((problem) => ({
          message: sentence(problem.code, problem.message, text.slice(problem.pos[0], problem.pos[0] + 100)),
          path: [],
          ...place(lines, problem.pos[0]),
        }));
    return { text, document, lines, syntax: of(false), duplicates: of(true) };
  } catch (cause) {
    // The parser recurses: thousands of nested brackets exhaust its stack.
    const message =
      cause instanceof RangeError
        ? 'The file is nested too deeply.'
        : `The file can not be read: ${errorMessage(cause)}`;
    return { syntax: [wholeFile(message)] };
  }
}

/** The data without empty values (`approach:` with nothing after it means what its absence means), or why there is none. */
export function plainData(document: Document): { ok: true; data: unknown } | { ok: false; problem: FileProblem } {
  try {
    return { ok: true, data: withoutEmpty(document.toJS({ maxAliasCount: MAX_ALIASES }), 0) };
  } catch (cause) {
    if (cause instanceof RangeError) return { ok: false, problem: wholeFile('The file is nested too deeply.') };
    if (cause instanceof ReferenceError) {
      return {
        ok: false,
        problem: wholeFile('The file repeats itself through too many aliases (`*name`); write the values out.'),
      };
    }
    return { ok: false, problem: wholeFile(`The file can not be read: ${errorMessage(cause)}`) };
  }
}

function withoutEmpty(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new RangeError('too deep');
  if (Array.isArray(value)) return value.map((entry) => withoutEmpty(entry, depth + 1));
  if (value === null || typeof value !== 'object') return value;
  // Object.fromEntries defines `__proto__` as a plain property instead of setting the prototype.
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, entry]) => entry !== null)
      .map(([key, entry]) => [key, withoutEmpty(entry, depth + 1)]),
  );
}

type Spot = {
  /** The value as it was typed, where it is a short single line; null for missing values, mappings and lists. */
  typed: string | null;
  exists: boolean;
  line: number | null;
  column: number | null;
};

/** Where a path stands in the text; for a missing value, where its parent stands. `at: 'key'` points at the key itself. */
export function locate(file: FileDocument, path: FilePath, at: 'value' | 'key' = 'value'): Spot {
  let node = resolve(file, file.document.contents);
  let start = offsetOf(file.document.contents);
  for (const [depth, step] of path.entries()) {
    const child = childOf(node, step);
    if (!child) return { typed: null, exists: false, ...place(file.lines, start) };
    const isLast = depth === path.length - 1;
    const keyStart = child.key ? offsetOf(child.key) : null;
    // A value's own place is the better one, but an empty value has none that a person can see.
    start = (isLast && at === 'key' ? keyStart : (offsetOf(child.value) ?? keyStart)) ?? start;
    if (isLast) return { typed: typedText(file, child.value), exists: true, ...place(file.lines, start) };
    node = resolve(file, child.value);
  }
  return { typed: null, exists: true, ...place(file.lines, start) };
}

function childOf(node: unknown, step: string | number): { key: Node | null; value: Node | null } | null {
  if (isSeq(node) && typeof step === 'number') {
    const value = node.items[step] as Node | undefined;
    return value ? { key: null, value } : null;
  }
  if (!isMap(node)) return null;
  const pair = node.items.find((item) => String(isScalar(item.key) ? item.key.value : item.key) === String(step));
  return pair ? { key: pair.key as Node, value: pair.value as Node | null } : null;
}

function resolve(file: FileDocument, node: unknown): unknown {
  return isAlias(node) ? node.resolve(file.document) : node;
}

function offsetOf(node: Node | null): number | null {
  return node?.range?.[0] ?? null;
}

function typedText(file: FileDocument, node: Node | null): string | null {
  if (!node?.range || isCollection(node)) return null;
  const source = file.text.slice(node.range[0], node.range[1]).trim();
  return source.length > 0 && source.length <= 80 && !source.includes('\n') ? source : null;
}

function place(lines: LineCounter, offset: number | null): { line: number | null; column: number | null } {
  if (offset === null) return { line: null, column: null };
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

function wholeFile(message: string): FileProblem {
  return { message, path: [], line: 1, column: 1 };
}

const SENTENCES: Record<string, string> = {
  TAB_AS_INDENT: 'A tab can not indent a line; use spaces.',
  BAD_INDENT: 'The line is indented differently from those it belongs to.',
  MISSING_CHAR: 'A bracket, a quote or a comma is missing here.',
  MULTIPLE_DOCS: 'The file holds several documents, separated by `---`; keep one experiment a file.',
  BLOCK_AS_IMPLICIT_KEY: 'A colon follows a value here; put texts that hold a colon in quotes.',
};

function sentence(code: string, message: string, source: string): string {
  if (code === 'DUPLICATE_KEY') {
    const key = /^[^\s:"']{1,60}/.exec(source)?.[0];
    return `${key ? `\`${key}\`` : 'A key'} is written twice; keep one of the two.`;
  }
  const bracket = /end with an? ([\]}])/.exec(message)?.[1];
  if (bracket) return `A \`${bracket}\` is missing here.`;
  return SENTENCES[code] ?? `This is not valid YAML: ${message.replace(/\.?$/, '.')}`;
}
