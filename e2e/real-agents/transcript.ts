/** What a page would show of a run's events. */
import type { RunEvent } from '@/lib/schemas/agent-event';

export type ShownTool = { kind: string | undefined; status: string | undefined; diffs: string[]; output: string };

/** Tool calls after all their events, in the order of their first ones. */
export function toolsOf(events: RunEvent[]): ShownTool[] {
  const tools = new Map<string, ShownTool>();
  for (const event of events) {
    if (event.type !== 'tool') continue;
    const tool = tools.get(event.id) ?? { kind: undefined, status: undefined, diffs: [], output: '' };
    tool.kind = event.kind ?? tool.kind;
    tool.status = event.status ?? tool.status;
    if (event.content) {
      tool.diffs = event.content.flatMap((content) => (content.type === 'diff' ? [content.newText] : []));
      tool.output = event.content.flatMap((content) => (content.type === 'text' ? [content.text] : [])).join('\n');
    }
    tool.output += event.outputDelta ?? '';
    tools.set(event.id, tool);
  }
  return [...tools.values()];
}

export function textOf(events: RunEvent[], type: 'message' | 'thought'): string {
  return events.flatMap((event) => (event.type === type ? [event.text] : [])).join('');
}
