/** How a metric's number is found in what its command printed. The text is untrusted. */
import { assertNever } from './assert-never';
import type { MetricRead } from './experiment';
import { err, ok, type Result } from './result';

export type MetricSource = {
  /** Standard output. */
  stdout: string;
  /** Standard output and error, as they came. */
  output: string;
  durationMs: number;
  exitCode: number | null;
  /** Content of the file that the metric names; null where it names none or there is none. */
  fileText: string | null;
};

/** A regular expression sees at most this much, from the end: the text may have been made to be slow to match. */
const MAX_MATCH_CHARS = 200_000;
const NUMBER = /[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/gi;

export function readMetric(read: MetricRead, source: MetricSource): Result<number, string> {
  switch (read.kind) {
    case 'duration':
      return ok(source.durationMs);
    case 'exit-code':
      return source.exitCode === null ? err('The command did not exit by itself.') : ok(source.exitCode);
    case 'last-number':
      return lastNumber(source.stdout || source.output);
    case 'json':
      return fromJson(read, source);
    case 'regex':
      return fromRegex(read, source);
    default:
      return assertNever(read);
  }
}

function lastNumber(text: string): Result<number, string> {
  const found = text.slice(-MAX_MATCH_CHARS).match(NUMBER)?.at(-1);
  return found === undefined ? err('The output holds no number.') : ok(Number(found));
}

function textOf(read: { file: string | null }, source: MetricSource): Result<string, string> {
  if (read.file === null) return ok(source.stdout);
  return source.fileText === null ? err(`The command wrote no file ${read.file}.`) : ok(source.fileText);
}

function fromJson(read: Extract<MetricRead, { kind: 'json' }>, source: MetricSource): Result<number, string> {
  const text = textOf(read, source);
  if (!text.ok) return text;
  const value = lastJson(text.value);
  if (value === undefined) return err('The output holds no JSON.');
  const found = walk(value, read.path);
  if (typeof found === 'number' && Number.isFinite(found)) return ok(found);
  if (typeof found === 'string' && found.trim() !== '' && Number.isFinite(Number(found))) return ok(Number(found));
  return err(`The JSON has no number at ${read.path}.`);
}

/** The whole text, else its last line that is JSON: tools print banners before their result. */
function lastJson(text: string): unknown {
  const whole = parseJson(text);
  if (whole !== undefined) return whole;
  for (const line of text.trimEnd().split('\n').toReversed()) {
    const value = /^\s*[[{]/.test(line) ? parseJson(line) : undefined;
    if (value !== undefined) return value;
  }
  const start = text.search(/^[[{]/m);
  return start < 0 ? undefined : parseJson(text.slice(start));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Not JSON: the caller looks elsewhere.
    return undefined;
  }
}

/** `.a.b[0]["c d"]`; own properties only. */
function walk(root: unknown, path: string): unknown {
  const steps = path.match(/\[\d+\]|\["(?:[^"\\]|\\.)*"\]|[^.[\]]+/g) ?? [];
  let value = root;
  for (const step of steps) {
    if (typeof value !== 'object' || value === null) return undefined;
    const key = step.startsWith('["') ? (parseJson(step.slice(1, -1)) as string) : step.replace(/^\[|\]$/g, '');
    value = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
  }
  return value;
}

function fromRegex(read: Extract<MetricRead, { kind: 'regex' }>, source: MetricSource): Result<number, string> {
  const text = textOf({ file: read.file }, { ...source, stdout: source.output });
  if (!text.ok) return text;
  const match = [...text.value.slice(-MAX_MATCH_CHARS).matchAll(new RegExp(read.pattern, 'gm'))].at(-1);
  if (!match) return err(`Nothing in the output matches ${read.pattern}.`);
  const found = Number((match[1] ?? match[0]).replaceAll(',', ''));
  return Number.isFinite(found) ? ok(found) : err(`What ${read.pattern} matches is not a number.`);
}
