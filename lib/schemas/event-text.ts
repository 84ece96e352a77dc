/** One event of a run as text for `bakeoff logs` and the API; null where there is nothing to read. Pure. */
import { assertNever } from '@/lib/core/assert-never';
import { blockedText } from '@/lib/core/transcript';
import type { RunEvent } from '@/lib/schemas/agent-event';
import { formatStats } from '@/lib/core/display';
import { oneLine, plain } from '@/lib/core/plain-text';

const TITLE_WIDTH = 160;

/** Pieces of text end where they end: the next piece may go on in the middle of a word. */
export function eventText(event: RunEvent): string | null {
  switch (event.type) {
    case 'message':
    case 'output':
      return plain(event.text);
    case 'step':
      return plain(event.text);
    case 'tool':
      return toolText(event);
    case 'prompt':
      return line(`> ${event.text.trim().replaceAll('\n', '\n> ')}`);
    case 'plan':
      return line(event.entries.map((entry) => `- [${entry.status}] ${entry.text}`).join('\n'));
    case 'session':
      return line(`session ${[event.model, event.version].filter((part) => part !== null).join(' ')}`.trim());
    case 'permission':
      return line(`asks for permission: ${event.title}`);
    case 'permission_answer':
      return line(`permission: ${event.optionId ?? 'refused'} (by ${event.by})`);
    case 'notice':
      return line(`${event.level}: ${event.text}`);
    case 'failure':
      return line(`${event.failure.message}\n${event.failure.remedy}`);
    case 'status':
      return line(`--- ${event.status}`);
    case 'diffstat':
      return line(`--- ${formatStats(event)}`);
    case 'blocked':
      return line(blockedText(event));
    case 'paused':
      return line('--- paused');
    case 'resumed':
      return line('--- goes on');
    case 'turn_end':
    case 'thought':
    case 'usage':
    case 'resources':
      return null;
    default:
      return assertNever(event);
  }
}

function toolText(event: Extract<RunEvent, { type: 'tool' }>): string | null {
  const title = event.title === undefined ? null : line(`* ${oneLine(event.title, TITLE_WIDTH)}`);
  const failed = event.status === 'failed' ? line(`* failed: ${event.id}`) : null;
  const output = event.outputDelta === undefined ? null : plain(event.outputDelta);
  const parts = [title, output, failed].filter((part) => part !== null);
  return parts.length > 0 ? parts.join('') : null;
}

function line(text: string): string {
  return `\n${plain(text)}\n`;
}
