import { setTimeout as sleep } from 'node:timers/promises';
import { eventText } from '@/lib/schemas/event-text';
import { findExperiment, findRun } from '@/bin/cli/lookup';
import { done, type Outcome } from '@/bin/cli/outcome';
import { experimentResult } from '@/lib/schemas/result';
import { type Session, withSession } from '@/bin/cli/session';
import { comparisonText, experimentsTable, experimentText } from '@/bin/cli/tables';
import { isTerminalRun } from '@/lib/core/run-status';
import type { EventView } from '@/lib/schemas/view';

const PAGE = 1000;
const POLL_MS = 250;

export type Common = { home: string; say: (text: string) => void };

export function lsCommand(common: Common, limit: number): Promise<Outcome> {
  return withSession(common, async ({ bakeoff }) => {
    const experiments = await bakeoff.experiments.list({ limit });
    return done({ experiments }, experimentsTable(experiments));
  });
}

export function showCommand(common: Common, id: string): Promise<Outcome> {
  return withSession(common, async ({ bakeoff }) => {
    const view = await findExperiment(bakeoff, id);
    return done(view, experimentText(view));
  });
}

export function compareCommand(common: Common, id: string): Promise<Outcome> {
  return withSession(common, async ({ bakeoff }) => {
    const view = await findExperiment(bakeoff, id);
    return done({ ...experimentResult(view), base: view.base }, comparisonText(view));
  });
}

type Logs = { run: string; follow: boolean; json: boolean; write: (text: string) => void };

/** Writes as it reads: a transcript may be long, and with `follow` it has no end yet. */
export function logsCommand(common: Common, logs: Logs): Promise<Outcome> {
  return withSession(common, async (session) => {
    const { id } = await findRun(session.bakeoff, logs.run);
    const shown: EventView[] = [];
    for await (const event of eventsOf(session, id, logs.follow)) {
      if (!logs.json) logs.write(eventText(event.event) ?? '');
      else if (logs.follow) logs.write(`${JSON.stringify(event)}\n`);
      else shown.push(event);
    }
    return { exitCode: 0, json: logs.follow ? undefined : { runId: id, events: shown }, text: '' };
  });
}

async function* eventsOf(session: Session, runId: string, follow: boolean): AsyncGenerator<EventView> {
  let after = 0;
  for (;;) {
    // Asked first: what was written before the end is then certain to be in the page below.
    const run = await session.bakeoff.runs.get(runId);
    const page = await session.bakeoff.runs.events({ runId, after, limit: PAGE });
    yield* page;
    after = page.at(-1)?.seq ?? after;
    if (page.length === PAGE) continue;
    if (!follow || !run || isTerminalRun(run.status)) return;
    await sleep(POLL_MS);
  }
}
