/** Which entries of a transcript a person wants to see, and where it first went wrong. Pure. */
import { assertNever } from './assert-never';
import type { TranscriptItem } from './transcript';

export const TRANSCRIPT_FILTERS = ['messages', 'tools', 'commands', 'errors'] as const;
export type TranscriptFilter = (typeof TRANSCRIPT_FILTERS)[number];

/** What the entries do not say themselves. */
export type TranscriptFacts = {
  /** Names of the gates that do not hold: the output of a gate is the same text whether it holds or not. */
  failedGates: readonly string[];
};

export function isTranscriptFilter(value: unknown): value is TranscriptFilter {
  return TRANSCRIPT_FILTERS.some((filter) => filter === value);
}

/** Null shows everything. */
export function filterTranscript(
  items: readonly TranscriptItem[],
  filter: TranscriptFilter | null,
  facts: TranscriptFacts,
): readonly TranscriptItem[] {
  return filter === null ? items : items.filter((item) => belongsTo(item, filter, facts));
}

export function belongsTo(item: TranscriptItem, filter: TranscriptFilter, facts: TranscriptFacts): boolean {
  switch (filter) {
    case 'messages':
      return isMessage(item);
    case 'tools':
      return item.type === 'tool' || item.type === 'permission';
    case 'commands':
      return isCommand(item);
    case 'errors':
      return isError(item, facts);
    default:
      return assertNever(filter);
  }
}

/** How many entries each filter leaves. */
export function countByFilter(
  items: readonly TranscriptItem[],
  facts: TranscriptFacts,
): Record<TranscriptFilter, number> {
  const counts = { messages: 0, tools: 0, commands: 0, errors: 0 };
  for (const item of items) {
    for (const filter of TRANSCRIPT_FILTERS) if (belongsTo(item, filter, facts)) counts[filter] += 1;
  }
  return counts;
}

export type FirstFailure = { key: number; isCommand: boolean };

/** The first command that failed; where none did, the first error of another kind. */
export function findFirstFailure(items: readonly TranscriptItem[], facts: TranscriptFacts): FirstFailure | null {
  const errors = items.filter((item) => isError(item, facts));
  const command = errors.find(isCommand);
  const first = command ?? errors[0];
  return first ? { key: first.key, isCommand: command !== undefined } : null;
}

/** What was said: by a person, by the agent, about what it plans. */
function isMessage({ type }: TranscriptItem): boolean {
  return type === 'prompt' || type === 'message' || type === 'thought' || type === 'plan' || type === 'permission';
}

/** What ran: the agent's own commands, what a command agent printed, set-up, gates and metrics. */
function isCommand(item: TranscriptItem): boolean {
  if (item.type === 'tool') return item.kind === 'execute';
  return item.type === 'output' || item.type === 'step';
}

function isError(item: TranscriptItem, { failedGates }: TranscriptFacts): boolean {
  if (item.type === 'tool') return item.status === 'failed';
  if (item.type === 'notice') return item.level === 'error';
  if (item.type === 'step') return item.step === 'gate' && failedGates.includes(item.name);
  return item.type === 'failure' || item.type === 'blocked';
}
