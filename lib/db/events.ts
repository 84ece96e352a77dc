import type { Pauses } from '@/lib/core/pauses';
import type { ResourceSample } from '@/lib/core/sandbox';
import type { Database } from '@/lib/db/client';
import type { Claim } from '@/lib/db/runs';
import { sendSignal } from '@/lib/db/signals';
import { storable } from '@/lib/db/storable';
import { resourceSampleSchema, type EventLine, type RunEvent, type Usage } from '@/lib/schemas/agent-event';
import type { EventView, ResourcePoint } from '@/lib/schemas/view';

export type EventBatch = {
  lines: EventLine[];
  /** Where the runner's file was read up to; unset for events of the product's own. */
  offset?: number;
  /** What the live column shows, where the batch changed it. */
  lastOutput?: string;
  usage?: Usage;
  peak?: ResourceSample;
  /** Addresses that were refused. */
  blocked?: { host: string; port: number }[];
  pauses?: Pauses;
};

/**
 * Stores a batch of a run's events with the file offset they were read up to, in one transaction: no gap and no
 * repeat after a crash. Only a run's owner appends, one batch at a time, so a reader's cursor can't miss one.
 */
export async function appendEvents(db: Database, claim: Claim, batch: EventBatch): Promise<{ fenced: boolean }> {
  const { insideMs = 0 } = batch.pauses ?? {};
  const [closedAt, openAt] = [batch.pauses?.closedAt, batch.pauses?.openAt].map((at) => (at ? new Date(at) : null));
  return db.prisma.$transaction(async (tx) => {
    const rows = await tx.$queryRaw<{ last_seq: number }[]>`
      UPDATE runs SET last_seq = last_seq + ${batch.lines.length},
        event_offset = COALESCE(${batch.offset ?? null}::bigint, event_offset),
        last_output = COALESCE(${storable(batch.lastOutput ?? null)}::text, last_output),
        usage = COALESCE(${batch.usage ? JSON.stringify(batch.usage) : null}::jsonb, usage),
        cost_usd = COALESCE(${batch.usage?.costUsd ?? null}::float8, cost_usd),
        blocked = blocked || ${JSON.stringify(batch.blocked ?? [])}::jsonb,
        paused_ms = paused_ms + ${insideMs}::int + CASE WHEN ${closedAt}::timestamptz IS NOT NULL AND paused_at IS NOT NULL
          THEN GREATEST(0, EXTRACT(EPOCH FROM ${closedAt}::timestamptz - paused_at) * 1000)::int ELSE 0 END,
        paused_at = CASE WHEN ${batch.pauses !== undefined}::boolean THEN ${openAt}::timestamptz ELSE paused_at END,
        peak = COALESCE((
          SELECT jsonb_object_agg(new.key, GREATEST(new.value::float8, (runs.peak ->> new.key)::float8))
          FROM jsonb_each_text(${batch.peak ? JSON.stringify(batch.peak) : null}::jsonb) AS new), peak)
      WHERE id = ${claim.runId} AND fence = ${claim.fence} RETURNING last_seq`;
    const row = rows[0];
    if (!row) return { fenced: true };
    const first = row.last_seq - batch.lines.length + 1;
    if (batch.lines.length > 0) {
      await tx.event.createMany({
        data: batch.lines.map((line, index) => ({
          runId: claim.runId,
          seq: first + index,
          at: new Date(line.at),
          type: line.event.type,
          body: storable(line.event),
        })),
      });
      await sendSignal(tx, { type: 'events', experimentId: claim.experimentId, runId: claim.runId });
    }
    // It is in the run's row, which nobody reads again for its events alone.
    if (batch.pauses) await sendSignal(tx, { type: 'experiment', id: claim.experimentId });
    return { fenced: false };
  });
}

export async function listEvents(
  db: Database,
  input: { runId: string; after: number; limit: number },
): Promise<EventView[]> {
  const rows = await db.prisma.event.findMany({
    where: { runId: input.runId, seq: { gt: input.after } },
    orderBy: { seq: 'asc' },
    take: input.limit,
    select: { seq: true, at: true, body: true },
  });
  return rows.map((row) => ({ seq: row.seq, at: row.at.toISOString(), event: row.body as RunEvent }));
}

/** What a run used over time. */
export async function listResources(db: Database, runId: string): Promise<ResourcePoint[]> {
  const rows = await db.prisma.event.findMany({
    where: { runId, type: 'resources' },
    orderBy: { seq: 'asc' },
    select: { at: true, body: true },
  });
  return rows.map((row) => ({ at: row.at.toISOString(), sample: resourceSampleSchema.parse(row.body) }));
}

/** Permission requests without an answer, by run. */
export async function listOpenPermissions(
  db: Database,
  runIds: string[],
): Promise<{ runId: string; event: Extract<RunEvent, { type: 'permission' }> }[]> {
  if (runIds.length === 0) return [];
  const rows = await db.prisma.event.findMany({
    where: { runId: { in: runIds }, type: { in: ['permission', 'permission_answer'] } },
    orderBy: { seq: 'asc' },
    select: { runId: true, body: true },
  });
  const open = new Map<string, { runId: string; event: Extract<RunEvent, { type: 'permission' }> }>();
  for (const row of rows) {
    const event = row.body as RunEvent;
    if (event.type === 'permission') open.set(`${row.runId} ${event.id}`, { runId: row.runId, event });
    if (event.type === 'permission_answer') open.delete(`${row.runId} ${event.id}`);
  }
  return [...open.values()];
}
