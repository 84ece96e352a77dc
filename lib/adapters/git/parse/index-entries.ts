import { splitNul } from './nul';

export type IndexEntry = { path: string; mode: string; blob: string };

/** Reads `ls-files --stage -z`. */
export function parseIndexEntries(output: Buffer): IndexEntry[] {
  return splitNul(output).map((field) => {
    const tab = field.indexOf('\t');
    const [mode = '', blob = ''] = field.slice(0, tab).split(' ');
    return { path: field.slice(tab + 1), mode, blob };
  });
}
