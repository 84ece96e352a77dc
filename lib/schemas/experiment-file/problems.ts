/** Turns what the schema and the rules found into sentences about the value as it was typed. */
import type { z } from 'zod';
import { type FileDocument, type FilePath, type FileProblem, locate } from './document';

/** A predicate about the value at a path: "is not a duration; write 90s". */
export type Finding = { path: FilePath; says: string; about: 'value' | 'key' };

export function findingsOf(issues: z.core.$ZodIssue[]): Finding[] {
  return issues.flatMap((issue) => findingsOfIssue(issue, []));
}

function findingsOfIssue(issue: z.core.$ZodIssue, parent: FilePath): Finding[] {
  const path = [...parent, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))];
  if (issue.code === 'unrecognized_keys') {
    const messages = issue.message.split('\n');
    return issue.keys.map((key, index) => ({
      path: [...path, key],
      says: messages[index] ?? 'is not a known key',
      about: 'key',
    }));
  }
  if (issue.code === 'invalid_union') {
    // The form that was meant is the one whose own type fits; what is wrong inside it says more than the whole.
    const meant = issue.errors.find((errors) => errors.every((inner) => !isWrongType(inner)));
    if (meant) return meant.flatMap((inner) => findingsOfIssue(inner, path));
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.map((inner) => ({ path, says: inner.message, about: 'key' as const }));
  }
  return [{ path, says: issue.message, about: 'value' }];
}

function isWrongType(issue: z.core.$ZodIssue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
}

export function toProblems(file: FileDocument, findings: Finding[]): FileProblem[] {
  const problems = findings.map((finding) => toProblem(file, finding));
  const unique = new Map(problems.map((problem) => [`${JSON.stringify(problem.path)}${problem.message}`, problem]));
  return inOrder([...unique.values()]);
}

export function inOrder(problems: FileProblem[]): FileProblem[] {
  return problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}

function toProblem(file: FileDocument, finding: Finding): FileProblem {
  const { path, about } = finding;
  const spot = locate(file, path, about);
  const says = spot.exists || path.length === 0 ? finding.says : finding.says.replace(/^is not [^;]*/, 'is missing');
  return {
    message: `${subject(path, about === 'key' ? null : spot.typed)} ${says}${/[.?!]$/.test(says) ? '' : '.'}`,
    path,
    line: spot.line,
    column: spot.column,
  };
}

const PLACES: Record<string, string> = {
  variants: 'variant',
  tasks: 'task',
  gates: 'gate',
  metrics: 'metric',
  stages: 'stage',
  integrationContracts: 'integration contract',
};

/** The value's key and text as typed, and which variant, gate or metric it belongs to. */
function subject(path: FilePath, typed: string | null): string {
  const last = path.at(-1);
  if (last === undefined) return 'The file';
  const entry = path.findLastIndex(
    (step, index) => typeof step === 'number' && Object.hasOwn(PLACES, String(path[index - 1])),
  );
  const list = PLACES[String(path[entry - 1])];
  const owner = list === undefined ? '' : `${capital(list)} ${Number(path[entry]) + 1}`;
  if (entry === path.length - 1 && owner !== '') return owner;
  const where = owner === '' ? '' : `${owner}: `;
  if (typeof last === 'number') {
    const inside = path.slice(owner === '' ? 0 : entry + 1, -1).join('.');
    const what = typed === null ? `${owner === '' ? 'Entry' : 'entry'} ${last + 1} of` : `\`${typed}\` in`;
    return `${where}${what} \`${inside}\``;
  }
  return `${where}\`${typed === null ? shown(last) : `${shown(last)}: ${typed}`}\``;
}

function shown(key: string): string {
  return key.replaceAll(/\s+/g, ' ').slice(0, 60);
}

function capital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}
