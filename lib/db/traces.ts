import type { Database } from '@/lib/db/client';
import { toGateView, toMetricView, type Evidence } from '@/lib/db/evidence';
import type { RunEvent } from '@/lib/schemas/agent-event';

/** Beyond this an agent has called so many tools that its trace counts them no more. */
const MAX_EVENTS = 20_000;

/** The events that a trace is made of, without the texts that it does not keep. */
export async function listTraceEvents(db: Database, runId: string): Promise<{ at: Date; event: RunEvent }[]> {
  const rows = await db.prisma.$queryRaw<{ at: Date; body: unknown }[]>`
    SELECT at, CASE type WHEN 'step' THEN body || '{"text":""}'::jsonb
      ELSE body - 'content' - 'outputDelta' - 'input' END AS body
    FROM events
    WHERE run_id = ${runId} AND (type IN ('prompt', 'session', 'status', 'step', 'paused', 'resumed')
      OR (type = 'tool' AND (body ? 'title' OR body ? 'kind' OR body ? 'status')))
    ORDER BY seq LIMIT ${MAX_EVENTS}`;
  return rows.map((row) => ({ at: row.at, event: row.body as RunEvent }));
}

export async function listRunEvidence(db: Database, runId: string): Promise<Evidence> {
  const where = { runId };
  const [gates, metrics] = await Promise.all([
    db.prisma.gate.findMany({ where, orderBy: { position: 'asc' } }),
    db.prisma.metric.findMany({ where, orderBy: { position: 'asc' } }),
  ]);
  return { gates: gates.map(toGateView), metrics: metrics.map(toMetricView) };
}

export type TraceIndexRow = NonNullable<Awaited<ReturnType<typeof getTraceIndexRow>>>;

export async function getTraceIndexRow(db: Database, experimentId: string) {
  return db.prisma.experiment.findUnique({
    where: { id: experimentId },
    select: {
      id: true,
      name: true,
      task: true,
      status: true,
      spec: true,
      baseSha: true,
      createdAt: true,
      startedAt: true,
      endedAt: true,
      winnerRunId: true,
      verdict: true,
      variants: { select: { id: true, key: true, position: true, spec: true } },
      runs: {
        orderBy: [{ queuedAt: 'asc' }, { id: 'asc' }],
        select: {
          id: true,
          variantId: true,
          repeat: true,
          attempt: true,
          status: true,
          success: true,
          supersededById: true,
        },
      },
    },
  });
}
