import type { ExperimentSpec } from '@/lib/core/experiment';
import type { Failure } from '@/lib/core/failure';
import type { ExperimentStatus } from '@/lib/core/run-status';
import type { Database, Tx } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import { newId } from '@/lib/db/ids';
import { COUNTED } from '@/lib/db/projects';
import { sendSignal } from '@/lib/db/signals';
import { storable } from '@/lib/db/storable';
import type { ExperimentView } from '@/lib/schemas/view';

export type NewExperiment = {
  projectId: string;
  kind: 'experiment' | 'plan';
  spec: ExperimentSpec;
  source: string;
  contractHash: string;
  baseRef: string | null;
  baseSha: string;
  launchKey: string | null;
};

/**
 * The experiment with its stages, their variants and a queued run for each repeat; where its variants are still to be
 * written, a draft without them. Returns its id.
 */
export async function createExperiment(tx: Tx, input: NewExperiment): Promise<string> {
  const { spec } = input;
  const id = newId();
  const status: ExperimentStatus = spec.generate === null ? 'queued' : 'draft';
  await tx.experiment.create({
    data: {
      id,
      projectId: input.projectId,
      kind: input.kind,
      name: spec.name,
      task: spec.task,
      status,
      spec,
      source: input.source,
      contractHash: input.contractHash,
      baseRef: input.baseRef,
      baseSha: input.baseSha,
      metadata: spec.metadata,
      launchKey: input.launchKey,
    },
  });
  if (status === 'queued') await addVariants(tx, { id, spec, baseSha: input.baseSha });
  await sendSignal(tx, { type: 'experiment', id });
  return id;
}

/** A draft whose variants have been written becomes one that waits for its runs. */
export async function completeDraft(
  tx: Tx,
  id: string,
  { spec, source, contractHash, baseSha }: Pick<NewExperiment, 'spec' | 'source' | 'contractHash' | 'baseSha'>,
): Promise<void> {
  const status: ExperimentStatus = 'queued';
  await tx.experiment.update({ where: { id }, data: { status, spec, source, contractHash } });
  await addVariants(tx, { id, spec, baseSha });
  await sendSignal(tx, { type: 'experiment', id });
}

type AddVariants = { id: string; spec: ExperimentSpec; baseSha: string };

async function addVariants(tx: Tx, { id, spec, baseSha }: AddVariants): Promise<void> {
  const stages = spec.stages.map(({ name, from }, position) => ({
    id: newId(),
    experimentId: id,
    position,
    name,
    baseSha: from === null ? baseSha : null,
  }));
  await tx.stage.createMany({ data: stages });
  const stageIds = new Map(stages.map((stage) => [stage.name, stage.id]));
  const variants = spec.variants.map((variant, position) => ({
    id: newId(),
    experimentId: id,
    stageId: stageIds.get(variant.stage) ?? '',
    key: variant.id,
    position,
    agent: variant.agent,
    model: variant.model,
    spec: variant,
  }));
  await tx.variant.createMany({ data: variants });
  const runs = variants.flatMap((variant) =>
    Array.from({ length: variant.spec.repeats }, (_, repeat) => ({
      id: newId(),
      experimentId: id,
      variantId: variant.id,
      repeat,
      startSha: baseSha,
    })),
  );
  await tx.run.createMany({ data: runs });
}

/** What was launched under a program's own key. */
export async function findLaunched(db: Database, launchKey: string): Promise<{ id: string; source: string } | null> {
  return db.prisma.experiment.findUnique({ where: { launchKey }, select: { id: true, source: true } });
}

const SUMMARY = {
  project: { select: { name: true } },
  variants: { select: { id: true, key: true, position: true } },
  runs: {
    where: { supersededById: null },
    select: { id: true, variantId: true, repeat: true, status: true, success: true },
  },
  merges: { where: { status: 'merged' }, select: { id: true } },
} satisfies Prisma.ExperimentInclude;

export type ExperimentSummaryRow = Prisma.ExperimentGetPayload<{ include: typeof SUMMARY }>;

export async function listExperiments(
  db: Database,
  filter: { projectId?: string; limit: number; after?: string },
): Promise<ExperimentSummaryRow[]> {
  return db.prisma.experiment.findMany({
    where: { kind: 'experiment', ...(filter.projectId ? { projectId: filter.projectId } : {}) },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: filter.limit,
    ...(filter.after ? { cursor: { id: filter.after }, skip: 1 } : {}),
    include: SUMMARY,
  });
}

const DETAIL = {
  project: { include: { _count: COUNTED } },
  stages: { orderBy: { position: 'asc' } },
  variants: { orderBy: { position: 'asc' } },
  runs: { include: { previews: { orderBy: { createdAt: 'desc' }, take: 1 } } },
  gates: { orderBy: [{ position: 'asc' }, { createdAt: 'asc' }] },
  metrics: { orderBy: [{ position: 'asc' }, { createdAt: 'asc' }] },
  merges: { orderBy: { createdAt: 'desc' } },
  decisions: { orderBy: { createdAt: 'desc' } },
} satisfies Prisma.ExperimentInclude;

export type ExperimentDetailRow = Prisma.ExperimentGetPayload<{ include: typeof DETAIL }>;

export async function getExperimentDetail(db: Database | Tx, id: string): Promise<ExperimentDetailRow | null> {
  const client = 'prisma' in db ? db.prisma : db;
  return client.experiment.findUnique({ where: { id }, include: DETAIL });
}

export async function getExperiment(db: Database, id: string) {
  return db.prisma.experiment.findUnique({ where: { id }, include: { project: true } });
}

/** Serialises every decision about one experiment until the transaction ends. False: there is none. */
export async function lockExperiment(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`SELECT id FROM experiments WHERE id = ${id} FOR UPDATE`;
  return rows.length > 0;
}

export type ExperimentChange = {
  status?: ExperimentStatus;
  winnerRunId?: string | null;
  verdict?: string | null;
  error?: Failure;
  startedAt?: Date;
  endedAt?: Date | null;
  cancelledAt?: Date;
  baseStatus?: 'pending' | 'running' | 'done' | 'failed';
  baseWorkerId?: string;
  aggregate?: ExperimentView['aggregate'];
};

export async function updateExperiment(tx: Tx, id: string, change: ExperimentChange): Promise<void> {
  const { aggregate, ...plain } = change;
  const json = aggregate === undefined ? {} : { aggregate: aggregate === null ? Prisma.DbNull : storable(aggregate) };
  await tx.experiment.update({ where: { id }, data: { ...plain, ...json } });
  await sendSignal(tx, { type: 'experiment', id });
}

export async function setStageBase(tx: Tx, stageId: string, baseSha: string): Promise<void> {
  await tx.stage.update({ where: { id: stageId }, data: { baseSha } });
}

export async function decideStage(
  tx: Tx,
  input: { experimentId: string; name: string; winnerRunId: string | null; verdict: string; at: Date },
): Promise<void> {
  const { experimentId, name, winnerRunId, verdict, at } = input;
  await tx.stage.updateMany({ where: { experimentId, name }, data: { winnerRunId, verdict, decidedAt: at } });
}

/** Its winner is open again: one of its runs goes on. */
export async function reopenStages(tx: Tx, experimentId: string, names: readonly string[]): Promise<void> {
  await tx.stage.updateMany({
    where: { experimentId, name: { in: [...names] } },
    data: { winnerRunId: null, verdict: null, decidedAt: null },
  });
}

export async function deleteExperiment(db: Database, id: string): Promise<void> {
  await db.prisma.$transaction(async (tx) => {
    await tx.experiment.deleteMany({ where: { id } });
    await sendSignal(tx, { type: 'experiment', id });
  });
}

/** Experiments that are not over, for recovery at start. */
export async function listOpenExperiments(db: Database): Promise<string[]> {
  const rows = await db.prisma.experiment.findMany({
    where: { status: { in: ['queued', 'running', 'needs_person'] satisfies ExperimentStatus[] } },
    select: { id: true },
  });
  return rows.map((row) => row.id);
}

/** Experiments whose own command writes their variants, or makes something of their results, now or soon. */
export async function listOwnCommands(db: Database): Promise<string[]> {
  const rows = await db.prisma.$queryRaw<{ id: string }[]>`
    SELECT id FROM experiments WHERE status = ${'draft' satisfies ExperimentStatus}
      OR (status = ${'done' satisfies ExperimentStatus}
        AND aggregate IS NULL AND jsonb_typeof(spec->'aggregate') = 'object')`;
  return rows.map((row) => row.id);
}
