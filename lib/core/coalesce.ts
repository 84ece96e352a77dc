/** Joins neighbouring pieces of the same text, so that a streamed answer is a few events and not thousands. */

type Line = { at: number; event: { type: string } };
type TextEvent = { type: string; text: string; id?: string | null; stream?: string };

const JOINABLE = new Set(['message', 'thought', 'output']);
/** One event never grows past this. */
const MAX_CHARS = 16_000;

export function coalesce<T extends Line>(lines: T[]): T[] {
  const result: T[] = [];
  for (const line of lines) {
    const last = result.at(-1);
    if (last && joins(last.event, line.event)) {
      const event = last.event as TextEvent;
      const text = event.text + (line.event as TextEvent).text;
      result[result.length - 1] = { ...last, event: { ...event, text } };
    } else {
      result.push(line);
    }
  }
  return result;
}

function joins(a: { type: string }, b: { type: string }): boolean {
  if (a.type !== b.type || !JOINABLE.has(a.type)) return false;
  const first = a as TextEvent;
  const second = b as TextEvent;
  return (
    first.id === second.id && first.stream === second.stream && first.text.length + second.text.length <= MAX_CHARS
  );
}
