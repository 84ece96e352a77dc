/** Reads any of the formats that a person may have, and says what became of what has no counterpart here. Pure. */
import { type FileProblem, stringifyExperiment } from '@/lib/schemas/experiment-file';
import { readDocument } from '@/lib/schemas/experiment-file/document';
import { assertNever } from '@/lib/core/assert-never';
import { isMap, isScalar } from 'yaml';
import { importDispatcher } from './import/dispatcher';
import { importMagicBox } from './import/magic-box';
import type { ForeignFormat, Format, ImportedTask, ImportNote, ImportOptions } from './import/types';

export { agentChoice } from './import/agents';
export { FORMATS, type Format, type ImportedTask, type ImportNote, type ImportOptions } from './import/types';

export type Converted =
  | {
      ok: true;
      /** An experiment file. */
      text: string;
      notes: ImportNote[];
      tasks: ImportedTask[];
      /** The reading that was accepted in place of the text; null: the text is valid as it stands. */
      repaired: string | null;
    }
  | { ok: false; problems: FileProblem[]; repaired: string | null };

/** What a text seems to be. Whatever is neither of the others is an experiment file. */
export function detectFormat(text: string): Format {
  const keys = topKeys(text);
  if (keys.has('variants') || keys.has('task')) return 'bakeoff';
  if (keys.has('parallel_execution') || keys.has('contracts')) return 'magic-box';
  return keys.has('tasks') ? 'dispatcher' : 'bakeoff';
}

/** A foreign document as the text of an experiment file. Never throws. */
export function convertDocument(text: string, format: ForeignFormat, options: ImportOptions): Converted {
  const imported = read(text, format, options);
  if (!imported.ok) return imported;
  const { file, ...rest } = imported;
  return { ...rest, text: stringifyExperiment(file) };
}

function read(text: string, format: ForeignFormat, options: ImportOptions): ReturnType<typeof importMagicBox> {
  switch (format) {
    case 'dispatcher':
      return importDispatcher(text, options);
    case 'magic-box':
      return importMagicBox(text, options);
    default:
      return assertNever(format);
  }
}

/** Also of a text that does not parse as a whole, for what is wrong with it depends on what it is. */
function topKeys(text: string): Set<string> {
  const file = readDocument(text);
  if ('document' in file && file.syntax.length === 0) {
    const { contents } = file.document;
    return new Set(isMap(contents) ? contents.items.map(({ key }) => String(isScalar(key) ? key.value : key)) : []);
  }
  const lines = text.slice(0, 100_000).matchAll(/^(?:\s{0,2}"(\w+)"|(\w+))\s*:/gm);
  return new Set([...lines].map((match) => match[1] ?? match[2] ?? ''));
}
