/**
 * One thing that people write and YAML has no meaning for: a key (`contract:`) among the list entries of a phase. The
 * reading that was meant has the key in the phase's own mapping, and the entries under `tasks:`. Pure.
 */
import { readDocument } from '@/lib/schemas/experiment-file/document';
import type { Repair } from './types';

type Line = { number: number; indent: number; text: string; kind: 'item' | 'key' | 'other' };
type Phase = { name: string; lines: Line[] };

/** Null where the text is valid as it stands, or is wrong in another way. */
export function repairPhases(text: string): Repair | null {
  if (isValid(text)) return null;
  const lines = text.split('\n');
  const found = phasesOf(lines).flatMap((phase) => mixOf(phase) ?? []);
  const [first] = found;
  if (!first) return null;
  const repaired = [...lines];
  const inserted: number[] = [];
  for (const [index, { item }] of found.entries()) {
    const number = item.number + index;
    repaired.splice(number - 1, 0, `${' '.repeat(item.indent)}tasks:`);
    inserted.push(number);
  }
  const repairedText = repaired.join('\n');
  if (!isValid(repairedText)) return null;
  const names = found.map(({ phase }) => phase).join(', ');
  return {
    text: repairedText,
    said: `Read with the list entries of ${names} under a key \`tasks:\`, beside ${first.key}.`,
    inserted,
    problem: {
      message: `${first.phase} holds a list and the key \`${first.key}\` at the same depth, which YAML does not know. Expected: the list under a key of its own, \`tasks:\`, beside \`${first.key}\`. Change it, or accept this reading (on the command line: --accept-repair).`,
      path: ['parallel_execution', first.phase],
      line: first.wrong.number,
      column: first.wrong.indent + 1,
    },
  };
}

function isValid(text: string): boolean {
  const file = readDocument(text);
  return 'document' in file && file.syntax.length === 0;
}

/** Each `phase…:` below `parallel_execution:` with the lines directly inside it. */
function phasesOf(lines: readonly string[]): Phase[] {
  const phases: Phase[] = [];
  let root = false;
  let open: { phase: Phase; indent: number } | null = null;
  for (const [index, text] of lines.entries()) {
    if (/^\s*(#|$)/.test(text)) continue;
    const indent = text.length - text.trimStart().length;
    if (indent === 0) root = /^parallel_execution\s*:\s*(#.*)?$/.test(text);
    if (open && indent <= open.indent) open = null;
    const name = root && indent > 0 ? /^\s*(phase[\w-]*)\s*:\s*(#.*)?$/i.exec(text)?.[1] : undefined;
    if (!open && name !== undefined) {
      open = { phase: { name, lines: [] }, indent };
      phases.push(open.phase);
    } else if (open) open.phase.lines.push({ number: index + 1, indent, text, kind: kindOf(text) });
  }
  return phases;
}

function kindOf(text: string): Line['kind'] {
  if (/^\s*-(\s|$)/.test(text)) return 'item';
  return /^\s*[\w-]+\s*:(\s|$)/.test(text) ? 'key' : 'other';
}

type Mix = { phase: string; key: string; item: Line; wrong: Line };

/** Keys and one unbroken row of list entries at the depth of the phase; null for anything else. */
function mixOf({ name, lines }: Phase): Mix | null {
  const depth = lines[0]?.indent;
  const direct = lines.filter((line) => line.indent === depth);
  const item = direct.find((line) => line.kind === 'item');
  const key = direct.find((line) => line.kind === 'key');
  if (!item || !key || direct.some((line) => line.kind === 'other')) return null;
  const keys = direct.filter((line) => line.kind === 'key').map((line) => line.text.split(':')[0]?.trim());
  const groups = direct.filter((line, index) => line.kind === 'item' && direct[index - 1]?.kind !== 'item');
  if (groups.length > 1 || keys.includes('tasks')) return null;
  // Whatever comes second is what YAML stumbles over.
  return { phase: name, key: keys[0] ?? '', item, wrong: item.number > key.number ? item : key };
}
