/** An experiment as one picture: its stages, what is in them, and what starts from what. Pure; layout comes later. */
import type {
  Pipeline,
  PipelineEdge,
  PipelineEdgeKind,
  PipelineEdgeState,
  PipelineInput,
  PipelineNode,
  PipelineRun,
  PipelineStage,
  PipelineVariant,
} from './pipeline-types';
import { edgeWords, reasonOf } from './pipeline-words';
import { isTerminalRun, type RunStatus } from './run-status';

export const BASE_ID = 'base';
export const nodeId = (key: string): string => `task:${key}`;
export const stageId = (name: string): string => `stage:${name}`;

export function buildPipeline(input: PipelineInput): Pipeline {
  const built = input.stages.map((stage) => buildStage(input, stage));
  return {
    stages: built.map(({ stage, nodes }) => ({ ...stage, id: stageId(stage.name), nodes })),
    inner: built.flatMap(({ edges }) => edges),
    outer: built.map(({ stage }) => sourceEdge(stage, built)),
  };
}

/** Whether there is more to see than alternatives side by side. */
export function hasShape({ stages, variants }: Pick<PipelineInput, 'stages' | 'variants'>): boolean {
  return (
    stages.length > 1 ||
    stages.some(({ strategy }) => strategy !== 'parallel' && strategy !== 'competitive') ||
    variants.some(({ kind, dependsOn }) => kind === 'combine' || dependsOn.length > 0)
  );
}

type Built = { stage: PipelineStage; nodes: PipelineNode[]; edges: PipelineEdge[] };
type Link = { from: string; to: string; kind: PipelineEdgeKind };

function buildStage(input: PipelineInput, stage: PipelineStage): Built {
  const own = input.variants.filter((variant) => variant.stage === stage.name);
  const isLast = input.stages.at(-1) === stage;
  const byKey = new Map(input.variants.map((variant) => [variant.key, variant]));
  const nodes = own.map((variant): PipelineNode => {
    const runs = input.runs.filter((run) => run.variant.key === variant.key);
    const kind = variant.kind === 'combine' ? 'combine' : isSummary(variant, own, isLast) ? 'summary' : 'task';
    const run = tellingRun(runs, stage.winnerRunId);
    return {
      id: nodeId(variant.key),
      kind,
      stage: stage.name,
      key: variant.key,
      variant,
      runs,
      run,
      winner: runs.some(({ id }) => id === stage.winnerRunId),
      reason: run ? reasonOf({ run, variant, input, byKey }) : null,
    };
  });
  const planned = orderLinks(stage, nodes);
  const links = [...planned.links, ...dependencyLinks(nodes, planned.links)];
  const all = [...nodes, ...planned.joins];
  const byId = new Map(all.map((node) => [node.id, node]));
  return { stage, nodes: all, edges: links.map((link) => toEdge(link, byId)) };
}

/** The product adds it to the last stage; it reads everything and changes nothing. */
function isSummary(variant: PipelineVariant, own: readonly PipelineVariant[], isLast: boolean): boolean {
  const others = own.filter(({ key, kind }) => key !== variant.key && kind === 'agent');
  return (
    isLast && variant.reportOnly && /^summary(-\d+)?$/.test(variant.key) && variant.dependsOn.length >= others.length
  );
}

/** What the strategy puts in a row. A whole batch meets in one point, or its lines would be as many as its pairs. */
function orderLinks(stage: PipelineStage, nodes: readonly PipelineNode[]): { links: Link[]; joins: PipelineNode[] } {
  const tasks = nodes.filter(({ kind }) => kind === 'task');
  const { strategy } = stage;
  if (strategy === 'sequential' || strategy === 'fallback' || (strategy === 'batched' && stage.batchSize < 2)) {
    const kind = strategy === 'fallback' ? 'fallback' : 'order';
    return { joins: [], links: tasks.slice(1).map((to, index) => ({ from: tasks[index]?.id ?? '', to: to.id, kind })) };
  }
  if (strategy !== 'batched') return { links: [], joins: [] };
  const count = Math.ceil(tasks.length / stage.batchSize);
  const batches = Array.from({ length: count }, (_, index) =>
    tasks.slice(index * stage.batchSize, (index + 1) * stage.batchSize),
  );
  const joins = batches.slice(1).map((_, index) => joinNode(stage.name, index));
  const links = joins.flatMap(({ id }, index): Link[] => [
    ...(batches[index] ?? []).map((node): Link => ({ from: node.id, to: id, kind: 'order' })),
    ...(batches[index + 1] ?? []).map((node): Link => ({ from: id, to: node.id, kind: 'order' })),
  ]);
  return { links, joins };
}

function joinNode(stage: string, index: number): PipelineNode {
  const id = `join:${stage}:${index}`;
  return { id, kind: 'join', stage, key: id, variant: null, runs: [], run: null, winner: false, reason: null };
}

/** Of what the product adds, which depends on everything, only the lines from the last ones before it are drawn. */
function dependencyLinks(nodes: readonly PipelineNode[], planned: readonly Link[]): Link[] {
  const ids = new Set(nodes.map(({ id }) => id));
  const all = nodes.map((node) => ({
    node,
    parents: (node.variant?.dependsOn ?? []).map(nodeId).filter((id) => ids.has(id) && id !== node.id),
  }));
  const byTask = all.filter(({ node }) => node.kind === 'task');
  const written = byTask.flatMap(({ node, parents }) => parents.map((from) => ({ from, to: node.id })));
  const leaves = withoutSuccessors([...planned, ...written]);
  return all.flatMap(({ node, parents }) => {
    const shown = node.kind === 'task' ? parents : parents.filter((id) => leaves(id));
    return shown.map((from): Link => ({ from, to: node.id, kind: 'depends' }));
  });
}

function withoutSuccessors(links: readonly { from: string }[]): (id: string) => boolean {
  const before = new Set(links.map(({ from }) => from));
  return (id) => !before.has(id);
}

function toEdge(link: Link, byId: ReadonlyMap<string, PipelineNode>): PipelineEdge {
  const from = byId.get(link.from);
  const to = byId.get(link.to);
  return {
    ...link,
    id: `${link.from}>${link.to}`,
    state: stateBetween(from, to),
    reason: edgeWords(link.kind, from, to),
  };
}

function stateBetween(from: PipelineNode | undefined, to: PipelineNode | undefined): PipelineEdgeState {
  if (to?.run && isAtWork(to.run)) return 'live';
  if (!from?.run || !isTerminalRun(from.run.status)) return to?.run && hasBegun(to.run) ? 'done' : 'waiting';
  if (to?.run?.status === 'skipped' && from.run.status !== 'passed') return 'cut';
  return to?.run?.status === 'queued' ? 'waiting' : 'done';
}

function sourceEdge(stage: PipelineStage, built: readonly Built[]): PipelineEdge {
  const to = stageId(stage.name);
  const state = stage.status === null || stage.status === 'waiting' ? 'waiting' : 'done';
  const source = built.find((one) => one.stage.name === stage.from?.stage);
  if (!stage.from || !source) {
    const reason = `${stage.name} starts from the base`;
    return { id: `${BASE_ID}>${to}`, from: BASE_ID, to, kind: 'start', state, reason };
  }
  const { take } = stage.from;
  const winner = source.nodes.find((node) => (take === 'winner' ? node.winner : node.kind === 'combine'));
  const what = take === 'winner' ? `the winner of ${source.stage.name}` : `the merged results of ${source.stage.name}`;
  return {
    id: `${stageId(source.stage.name)}>${to}`,
    from: winner?.id ?? stageId(source.stage.name),
    to,
    kind: take,
    state: stage.status === 'skipped' ? 'cut' : state,
    reason: `${stage.name} starts from ${what}${take === 'winner' && winner ? `, ${winner.key}` : ''}`,
  };
}

const INTEREST: readonly RunStatus[] = ['running', 'judging', 'preparing', 'queued', 'passed'];

/** Of several repeats: the winner, else what is at work, else what passed, else the first. */
function tellingRun(runs: readonly PipelineRun[], winnerRunId: string | null): PipelineRun | null {
  const winner = runs.find(({ id }) => id === winnerRunId);
  const found = INTEREST.map((status) => runs.find((run) => run.status === status)).find(Boolean);
  return winner ?? found ?? runs[0] ?? null;
}

function hasBegun({ status }: PipelineRun): boolean {
  return status !== 'queued' && status !== 'skipped';
}

function isAtWork({ status }: PipelineRun): boolean {
  return !isTerminalRun(status) && status !== 'queued';
}
