import { locate, readDocument, type FilePath, type FileProblem } from './document';

/** A problem that only the services can find (a missing branch, say), at its place in the file as typed. */
export function problemAt(text: string, path: FilePath, message: string): FileProblem {
  const file = readDocument(text);
  if (!('document' in file)) return { message, path, line: null, column: null };
  const spot = locate(file, path, 'value');
  return { message, path, line: spot.line, column: spot.column };
}
