/** Entries of a transcript as plain text, where pieces of events would come too early. Pure. */
import { assertNever } from './assert-never';
import { plain } from './plain-text';
import type { TranscriptItem } from './transcript';
import { entryText } from './transcript-search';

/** An entry under a line that says whose it is. */
export function entryLines(item: TranscriptItem): string {
  const text = plain(entryText(item)).trimEnd();
  return `\n${headOf(item)}\n${text === '' ? '' : `${text}\n`}`;
}

function headOf(item: TranscriptItem): string {
  switch (item.type) {
    case 'prompt':
      return '--- to the agent';
    case 'tool':
      return `--- ${plain(item.kind)}, ${item.status}`;
    case 'output':
      return `--- ${item.stream}`;
    case 'step':
      return `--- ${plain(item.step)}`;
    case 'notice':
      return `--- ${item.level}`;
    case 'turn_end':
      return '--- end of the turn';
    case 'resumed':
      return '--- goes on';
    case 'message':
    case 'thought':
    case 'plan':
    case 'permission':
    case 'failure':
    case 'session':
    case 'status':
    case 'blocked':
    case 'paused':
      return `--- ${item.type}`;
    default:
      return assertNever(item);
  }
}
