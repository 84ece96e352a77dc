import { setTimeout as sleep } from 'node:timers/promises';
import type { Common } from '@/bin/cli/commands/read';
import { findRun } from '@/bin/cli/lookup';
import { InputError, type Outcome } from '@/bin/cli/outcome';
import { type Session, withSession } from '@/bin/cli/session';
import { settledCount } from '@/bin/cli/settled-count';
import { runName } from '@/bin/cli/tables';
import { isTerminalRun } from '@/lib/core/run-status';
import { EMPTY_TRANSCRIPT, foldTranscript, type TranscriptItem } from '@/lib/core/transcript';
import { belongsTo, isTranscriptFilter, TRANSCRIPT_FILTERS, type TranscriptFilter } from '@/lib/core/transcript-filter';
import { entryLines } from '@/lib/core/transcript-lines';
import { entryMarkdown, inlineText } from '@/lib/core/transcript-markdown';
import { hasText, searchPattern } from '@/lib/core/transcript-search';
import { eventText } from '@/lib/schemas/event-text';
import type { EventView, RunView } from '@/lib/schemas/view';
import { failedGatesOf } from '@/lib/services/run-transcript';

const PAGE = 1000;
const POLL_MS = 250;

type Logs = {
  run: string;
  follow: boolean;
  only: string | undefined;
  search: string | undefined;
  markdown: boolean;
  json: boolean;
  write: (text: string) => void;
};

/** Writes as it reads: a transcript may be long, and with `follow` it has no end yet. */
export function logsCommand(common: Common, logs: Logs): Promise<Outcome> {
  const only = filterOf(logs.only);
  return withSession(common, async (session) => {
    const run = await findRun(session.bakeoff, logs.run);
    const isNarrowed = only !== null || searchPattern(logs.search ?? '') !== null || logs.markdown;
    return isNarrowed ? writeEntries(session, run, { ...logs, only }) : writeEvents(session, run.id, logs);
  });
}

function filterOf(value: string | undefined): TranscriptFilter | null {
  if (value === undefined) return null;
  if (isTranscriptFilter(value)) return value;
  throw new InputError({
    type: 'invalid_option',
    message: `"${value}" is nothing that a transcript can be narrowed to.`,
    remedy: `Give --only one of ${TRANSCRIPT_FILTERS.join(', ')}.`,
  });
}

async function writeEvents(session: Session, runId: string, logs: Logs): Promise<Outcome> {
  const shown: EventView[] = [];
  for await (const page of pagesOf(session, runId, logs.follow)) {
    for (const event of page) {
      if (!logs.json) logs.write(eventText(event.event) ?? '');
      else if (logs.follow) logs.write(`${JSON.stringify(event)}\n`);
      else shown.push(event);
    }
  }
  return { exitCode: 0, json: logs.follow ? undefined : { runId, events: shown }, text: '' };
}

type Narrowed = Omit<Logs, 'only'> & { only: TranscriptFilter | null };

/** Whole entries instead of pieces: each is written once nothing can be added to it. */
async function writeEntries(session: Session, run: RunView, logs: Narrowed): Promise<Outcome> {
  const pattern = searchPattern(logs.search ?? '');
  let transcript = EMPTY_TRANSCRIPT;
  let written = 0;
  let failedGates = failedGatesOf(run);
  const shown: TranscriptItem[] = [];
  const write = (until: number): void => {
    for (const item of transcript.items.slice(written, until)) {
      if (logs.only !== null && !belongsTo(item, logs.only, { failedGates })) continue;
      if (pattern && !hasText(item, pattern)) continue;
      if (logs.markdown) logs.write(`\n${entryMarkdown(item)}\n`);
      else if (!logs.json) logs.write(entryLines(item));
      else if (logs.follow) logs.write(`${JSON.stringify(item)}\n`);
      else shown.push(item);
    }
    written = Math.max(written, until);
  };
  if (logs.markdown) logs.write(`# ${inlineText(`${run.variant.letter} ${runName(run)}`)}\n`);
  for await (const page of pagesOf(session, run.id, logs.follow)) {
    transcript = foldTranscript(transcript, page);
    if (logs.follow) write(settledCount(transcript.items, written, { forGates: logs.only === 'errors' }));
  }
  failedGates = failedGatesOf((await session.bakeoff.runs.get(run.id)) ?? run);
  write(transcript.items.length);
  const asJson = logs.follow || logs.markdown ? undefined : { runId: run.id, entries: shown };
  return { exitCode: 0, json: asJson, text: '' };
}

async function* pagesOf(session: Session, runId: string, follow: boolean): AsyncGenerator<EventView[]> {
  let after = 0;
  for (;;) {
    // Asked first: what was written before the end is then certain to be in the page below.
    const run = await session.bakeoff.runs.get(runId);
    const page = await session.bakeoff.runs.events({ runId, after, limit: PAGE });
    if (page.length > 0) yield page;
    after = page.at(-1)?.seq ?? after;
    if (page.length === PAGE) continue;
    if (!follow || !run || isTerminalRun(run.status)) return;
    await sleep(POLL_MS);
  }
}
