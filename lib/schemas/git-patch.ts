/** One file's part of a patch, still as text: parsing waits until the file is near the viewport. */
export type PatchPart = {
  path: string;
  text: string;
  /** Lines that a unified view shows. */
  lines: number;
  /** Rows that a side-by-side view shows; removed and added lines share rows. */
  rows: number;
};

const HEADER = 'diff --git ';

/** Cuts a git patch into files without parsing it: inside hunks no line can begin like a file header. */
export function splitPatch(patch: string): PatchPart[] {
  const parts: PatchPart[] = [];
  let start = patch.startsWith(HEADER) ? 0 : nextHeader(patch, 0);
  while (start !== -1) {
    const next = nextHeader(patch, start);
    const text = next === -1 ? patch.slice(start) : patch.slice(start, next);
    parts.push({ path: readPath(text), text, ...measure(text) });
    start = next;
  }
  return parts;
}

function nextHeader(patch: string, from: number): number {
  const at = patch.indexOf(`\n${HEADER}`, from);
  return at === -1 ? -1 : at + 1;
}

function readPath(text: string): string {
  const head = text.slice(0, text.indexOf('\n@@') + 1 || text.length);
  const added = /^\+\+\+ (.+?)\t?$/m.exec(head)?.[1];
  if (added && added !== '/dev/null') return withoutPrefix(unquote(added));
  const removed = /^--- (.+?)\t?$/m.exec(head)?.[1];
  if (removed && removed !== '/dev/null') return withoutPrefix(unquote(removed));
  const renamed = /^(?:rename|copy) to (.+)$/m.exec(head)?.[1];
  if (renamed) return unquote(renamed);
  return pathOfHeader(head.slice(HEADER.length, head.indexOf('\n') === -1 ? head.length : head.indexOf('\n')));
}

/** Without other lines both sides are the same path, so the header is two halves of equal length. */
function pathOfHeader(line: string): string {
  if (line.endsWith('"')) return withoutPrefix(unquote(line.slice(line.lastIndexOf(' "') + 1)));
  return withoutPrefix(line.slice((line.length + 1) / 2));
}

function withoutPrefix(path: string): string {
  return path.replace(/^[ab]\//, '');
}

const ESCAPES: Record<string, string> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '"': '"',
  '\\': '\\',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
};

/** Git quotes a path with unusual bytes like a C string, in octal bytes of UTF-8. */
function unquote(path: string): string {
  if (!path.startsWith('"') || !path.endsWith('"')) return path;
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (const [, octal, escape, plain] of path.slice(1, -1).matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/g)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else bytes.push(...encoder.encode(escape === undefined ? (plain ?? '') : (ESCAPES[escape] ?? escape)));
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}

function measure(text: string): { lines: number; rows: number } {
  const body = text.indexOf('\n@@');
  if (body === -1) return { lines: 0, rows: 0 };
  let lines = 0;
  let rows = 0;
  let removed = 0;
  let added = 0;
  for (let at = body + 1; at < text.length; at = endOfLine(text, at)) {
    const mark = text[at];
    if (mark === '\\') continue;
    lines += 1;
    if (mark === '-') removed += 1;
    else if (mark === '+') added += 1;
    else {
      rows += Math.max(removed, added) + 1;
      removed = 0;
      added = 0;
    }
  }
  return { lines, rows: rows + Math.max(removed, added) };
}

function endOfLine(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at === -1 ? text.length : at + 1;
}
