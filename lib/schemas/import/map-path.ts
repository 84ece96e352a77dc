/** Paths of another machine, or of a folder elsewhere, become paths inside a checkout. Pure. */
import { relativePathProblem } from '@/lib/schemas/experiment-file/checks';

export type MappedPath = {
  /** Relative to the checkout; null where the path names no file. */
  path: string | null;
  /** What became of it, as a sentence; null where it stayed as it was. */
  said: string | null;
};

export function mapPath(written: string, projectRoot: string | null): MappedPath {
  const relative = written.replace(/^(\.\/)+/, '');
  if (relativePathProblem(relative) === null) return { path: relative, said: null };
  const root = projectRoot?.replace(/\/+$/, '') ?? '';
  const below = root !== '' && written.startsWith(`${root}/`) ? written.slice(root.length + 1) : null;
  if (below !== null && relativePathProblem(below) === null) {
    return { path: below, said: `Is read as ${below} inside the checkout.` };
  }
  const name = written.split(/[/\\]/).findLast((part) => part !== '' && part !== '.' && part !== '..') ?? '';
  if (relativePathProblem(name) !== null)
    return { path: null, said: `${written} names no file of a project; left out.` };
  return { path: name, said: `${written} is outside the project; it is read as ${name} inside the checkout.` };
}
