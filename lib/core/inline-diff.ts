export type InlineLine = { mark: ' ' | '+' | '-' | '…'; text: string };

const CONTEXT = 3;

/** What a tool call changed, as one hunk: the equal head and tail are cut down to a few lines. Empty without a change. */
export function inlineDiff(oldText: string | null, newText: string): InlineLine[] {
  if (oldText === newText) return [];
  const before = oldText === null || oldText === '' ? [] : splitLines(oldText);
  const after = newText === '' ? [] : splitLines(newText);
  const head = countEqual(before, after);
  const tail = countEqual(before.slice(head).toReversed(), after.slice(head).toReversed());
  const removed = before.slice(head, before.length - tail);
  const added = after.slice(head, after.length - tail);
  return [
    ...(head > CONTEXT ? [{ mark: '…' as const, text: '' }] : []),
    ...marked(' ', before.slice(Math.max(0, head - CONTEXT), head)),
    ...marked('-', removed),
    ...marked('+', added),
    ...marked(' ', before.slice(before.length - tail, before.length - tail + CONTEXT)),
    ...(tail > CONTEXT ? [{ mark: '…' as const, text: '' }] : []),
  ];
}

function countEqual(left: readonly string[], right: readonly string[]): number {
  const end = Math.min(left.length, right.length);
  for (let index = 0; index < end; index += 1) if (left[index] !== right[index]) return index;
  return end;
}

function marked(mark: ' ' | '+' | '-', lines: readonly string[]): InlineLine[] {
  return lines.map((text) => ({ mark, text }));
}

function splitLines(text: string): string[] {
  return text.replace(/\n$/, '').split('\n');
}
