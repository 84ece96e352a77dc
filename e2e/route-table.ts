/** Every way into the web server, read from the files that Next makes routes of: a new one can't be forgotten. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export type Entry = { file: string; kind: 'page' | 'route' | 'actions'; url: string };

export function listEntries(root = process.cwd()): Entry[] {
  return sources(path.join(root, 'app')).flatMap((absolute): Entry[] => {
    const file = path.relative(root, absolute);
    const name = path.basename(file).replace(/\.tsx?$/, '');
    const isAction = /^\s*['"]use server['"]/m.test(readFileSync(absolute, 'utf8'));
    if (isAction) return [{ file, kind: 'actions', url: '' }];
    return name === 'page' || name === 'route' ? [{ file, kind: name, url: urlOf(file) }] : [];
  });
}

/** Exported functions of a file that neither authorise nor go through a function of lib/server that does. */
export function unguardedExports(file: string, guarded: ReadonlySet<string>): string[] {
  const functions = functionsOf(readFileSync(file, 'utf8'));
  const known = closeOver(functions, guarded);
  return functions.filter((each) => each.exported && !known.has(each.name)).map((each) => each.name);
}

/** Names of the functions of lib/server that authorise, directly or through one another. */
export function guardedFunctions(root = process.cwd()): Set<string> {
  const functions = sources(path.join(root, 'lib/server'))
    .filter((file) => !file.includes('.test.'))
    .flatMap((file) => functionsOf(readFileSync(file, 'utf8')));
  return closeOver(functions, new Set(['authorise']));
}

type SourceFunction = { name: string; exported: boolean; body: string };

/** The formatter puts top-level code at column 0, so a body ends where the next such line begins. */
export function functionsOf(source: string): SourceFunction[] {
  const heads = [...source.matchAll(/^(export )?(?:default )?(?:(?:async )?function\*? (\w+)|const (\w+) =)/gm)];
  return heads.map((head) => {
    const rest = source.slice(head.index + head[0].length);
    const end = rest.search(/^(?:export |async |function |const |type |class )/m);
    const body = end < 0 ? rest : rest.slice(0, end);
    return { name: head[2] ?? head[3] ?? '', exported: head[1] !== undefined, body };
  });
}

function closeOver(functions: SourceFunction[], start: ReadonlySet<string>): Set<string> {
  const known = new Set(start);
  for (let size = -1; size !== known.size;) {
    size = known.size;
    for (const { name, body } of functions) if (calls(body, known)) known.add(name);
  }
  return known;
}

function calls(body: string, names: ReadonlySet<string>): boolean {
  return [...names].some((name) => new RegExp(`\\b${name}(?:<[^()]*>)?\\(`).test(body));
}

function urlOf(file: string): string {
  const parts = path.dirname(file).split(path.sep).slice(1);
  const visible = parts.filter((part) => !/^\(.*\)$/.test(part)).map((part) => part.replace(/^\[.*\]$/, 'abc123'));
  return `/${visible.join('/')}`;
}

function sources(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => path.join(dir, name))
    .toSorted();
}
