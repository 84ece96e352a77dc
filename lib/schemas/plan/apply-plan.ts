/** Puts a plan into an experiment file, all of it or what a person chose of it. Nothing of the rest changes. */
import { entriesOf, fieldOf, readField, writeField } from '@/lib/schemas/experiment-file/draft';
import type { Plan, PlannedVariant, PlanRequest } from './schema';

export type ApplyPlan = {
  plan: Plan;
  /** Ids of the variants to take; null: all. */
  chosen?: readonly string[] | null;
  /** For variants to which the plan gave no agent. */
  agent: string;
  /** The task where the file has none. */
  task: string;
  /** Beside the variants that are there, instead of in their place. */
  add?: boolean;
};

export function applyPlan(text: string, { plan, chosen = null, agent, task, add = false }: ApplyPlan): string {
  const taken = plan.variants.filter(({ id }) => chosen === null || chosen.includes(id));
  const kept = new Set(taken.map(({ id }) => id));
  const planned = taken.map((variant) => toEntry(variant, agent, kept));
  const before = entriesOf({ variants: readField(text, ['variants']) }, ['variants']);
  const variants = add ? [...before, ...withFreeIds(planned, before)] : planned;
  let next = writeField(text, ['variants'], variants);
  if (isBlank(readField(next, ['task']))) next = writeField(next, ['task'], task);
  if (add) return next;
  const contracts = plan.integrationContracts
    .filter(({ provider }) => kept.has(provider))
    .map((contract) => ({ ...contract, consumers: contract.consumers.filter((id) => kept.has(id)) }));
  next = writeField(next, ['integrationContracts'], contracts.length > 0 ? contracts : undefined);
  return writeField(next, ['strategy'], strategyFor(plan, readField(next, ['strategy'])));
}

/** What a file with the whole plan in it looks like. */
export function planFile(request: PlanRequest, plan: Plan): string {
  const { text, agent, request: task, existing } = request;
  return applyPlan(text, { plan, agent: agentOf(text) ?? agent, task, add: existing.length > 0 });
}

/** The agent that variants without one of their own get: that of the first variant. */
export function agentOf(text: string): string | null {
  const agent = readField(text, ['variants', 0, 'agent']);
  return typeof agent === 'string' && agent !== '' ? agent : null;
}

type Entry = Record<string, unknown> & { id: string };

function toEntry(variant: PlannedVariant, agent: string, kept: ReadonlySet<string>): Entry {
  const { id, approach, task, reportOnly } = variant;
  const dependsOn = (variant.dependsOn ?? []).filter((other) => kept.has(other));
  return {
    id,
    agent: variant.agent ?? agent,
    ...(approach === undefined ? {} : { approach }),
    ...(task === undefined ? {} : { task }),
    ...(dependsOn.length > 0 ? { dependsOn } : {}),
    ...(reportOnly ? { reportOnly } : {}),
  };
}

/** The file may have changed since the plan was asked for. */
function withFreeIds(planned: Entry[], before: unknown[]): Entry[] {
  const taken = new Set(before.map((variant) => String(fieldOf(variant, ['id'])).toLowerCase()));
  return planned.map((entry) => {
    let { id } = entry;
    for (let number = 2; taken.has(id.toLowerCase()); number++) id = `${entry.id.slice(0, 36)}-${number}`;
    taken.add(id.toLowerCase());
    return { ...entry, id };
  });
}

/** Approaches are alternatives; a graph of them would be combined. */
function strategyFor({ kind }: Plan, before: unknown): unknown {
  const type = typeof before === 'string' ? before : fieldOf(before, ['type']);
  if (kind === 'subtasks') return type === 'graph' ? before : 'graph';
  return type === 'graph' ? undefined : before;
}

function isBlank(value: unknown): boolean {
  return typeof value !== 'string' || value.trim() === '';
}
