import type { Database } from '@/lib/db/client';
import { newId } from '@/lib/db/ids';
import { storable } from '@/lib/db/storable';
import type { GateView, MetricView } from '@/lib/schemas/view';

export type Evidence = { gates: GateView[]; metrics: MetricView[] };

/** Replaces the evidence of a run, or of the base where `runId` is null: measuring again leaves no double rows. */
export async function saveEvidence(
  db: Database,
  input: { experimentId: string; runId: string | null } & Evidence,
): Promise<void> {
  const key = { experimentId: input.experimentId, runId: input.runId };
  await db.prisma.$transaction([
    db.prisma.gate.deleteMany({ where: key }),
    db.prisma.metric.deleteMany({ where: key }),
    db.prisma.gate.createMany({
      data: storable(input.gates).map(({ tests, ...gate }, position) => ({
        id: newId(),
        ...key,
        position,
        ...gate,
        ...(tests ? { tests } : {}),
      })),
    }),
    db.prisma.metric.createMany({
      data: storable(input.metrics).map((metric, position) => ({
        id: newId(),
        ...key,
        position,
        ...metric,
      })),
    }),
  ]);
}

/** Base evidence of another experiment on the same commit under the same contract, where there is any. */
export async function findBaseEvidence(
  db: Database,
  input: { baseSha: string; contractHash: string; projectId: string },
): Promise<Evidence | null> {
  const twin = await db.prisma.experiment.findFirst({
    where: { ...input, baseStatus: 'done' },
    orderBy: { createdAt: 'desc' },
    include: {
      gates: { where: { runId: null }, orderBy: { position: 'asc' } },
      metrics: { where: { runId: null }, orderBy: { position: 'asc' } },
    },
  });
  if (!twin) return null;
  return { gates: twin.gates.map(toGateView), metrics: twin.metrics.map(toMetricView) };
}

type GateRow = Awaited<ReturnType<Database['prisma']['gate']['findMany']>>[number];
type MetricRow = Awaited<ReturnType<Database['prisma']['metric']['findMany']>>[number];

export function toGateView(row: GateRow): GateView {
  return {
    name: row.name,
    status: row.status as GateView['status'],
    exitCode: row.exitCode,
    durationMs: row.durationMs,
    output: row.output,
    tests: row.tests as GateView['tests'],
  };
}

export function toMetricView(row: MetricRow): MetricView {
  return {
    name: row.name,
    value: row.value,
    unit: row.unit,
    better: row.better as MetricView['better'],
    evidence: row.evidence as MetricView['evidence'],
    error: row.error,
    output: row.output,
  };
}
