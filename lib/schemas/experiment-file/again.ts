/** An experiment that was run before, as the text of another one. Pure. */
import type { ProjectView } from '@/lib/schemas/view';
import type { FilePath } from './document';
import { readField, writeField } from './draft';

const PROJECT: FilePath = ['project'];

/** An earlier experiment's text, on the project it ran on: its own `project:` may be relative to a folder of then. */
export function draftFrom(source: string, project: ProjectView): string {
  return isOfProject(project, readField(source, PROJECT)) ? source : writeField(source, PROJECT, project.location);
}

export function isOfProject(project: ProjectView, named: unknown): boolean {
  return named === project.location || named === project.repoPath;
}
