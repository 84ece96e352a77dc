/** Which of a draft's problems belong to which field of the form. Pure. */
import type { FilePath, FileProblem } from '@/lib/schemas/experiment-file';

/** The problem of exactly this field. */
export function problemAt(problems: readonly FileProblem[], path: FilePath): FileProblem | null {
  return problems.find((problem) => isSame(problem.path, path)) ?? null;
}

/** The first problem of a field that shows a list or a mapping as one control. */
export function problemWithin(problems: readonly FileProblem[], path: FilePath): FileProblem | null {
  return problems.find((problem) => isSame(problem.path.slice(0, path.length), path)) ?? null;
}

export function countWithin(problems: readonly FileProblem[], path: FilePath): number {
  return problems.filter((problem) => isSame(problem.path.slice(0, path.length), path)).length;
}

/** How a field is marked in the page, so that a problem's link finds it. */
export function fieldKey(path: FilePath): string {
  return JSON.stringify(path);
}

/** The keys to look for, the field itself first, then whatever holds it. */
export function fieldKeysToward(path: FilePath): string[] {
  return path.map((_, index) => fieldKey(path.slice(0, path.length - index)));
}

function isSame(a: FilePath, b: FilePath): boolean {
  return a.length === b.length && a.every((step, index) => step === b[index]);
}
