/** What an agent answers when it is asked for a plan: approaches to one task, or subtasks that depend on each other. */
import { z } from 'zod';
import { strict } from '@/lib/schemas/experiment-file/strict';
import { agentName, flag, text } from '@/lib/schemas/experiment-file/values';
import { id, ids, integrationContracts } from '@/lib/schemas/experiment-file/variant-schema';

export const PLAN_KINDS = ['approaches', 'subtasks'] as const;
export type PlanKind = (typeof PLAN_KINDS)[number];

/** More approaches than an experiment can compare, or more subtasks than a person reads through, are no plan. */
export const MAX_PLANNED: Record<PlanKind, number> = { approaches: 10, subtasks: 50 };

/** So many are asked for where nobody says how many. */
export const PLAN_COUNT: Record<PlanKind, number> = { approaches: 3, subtasks: 10 };

const notes = text(10_000).optional().describe('What a person should know before they decide; plain text');
const agent = agentName.optional().describe('Leave it out unless one agent fits much better than the others');

const approaches = strict('a plan', {
  variants: z
    .array(
      strict('a variant', {
        id: id.describe('Short and telling: letters, digits, dots, dashes'),
        approach: text(20_000).describe('How to do the task, so that an agent can follow it without asking'),
        agent,
      }),
      { error: 'is not a list of variants' },
    )
    .min(1, 'is empty')
    .max(MAX_PLANNED.approaches, `has more than ${MAX_PLANNED.approaches} entries`),
  notes,
});

const subtasks = strict('a plan', {
  variants: z
    .array(
      strict('a variant', {
        id: id.describe('Short and telling: letters, digits, dots, dashes'),
        task: text(100_000).describe('All that the agent needs to know; it sees neither this plan nor other tasks'),
        approach: text(20_000).optional(),
        dependsOn: ids.default([]).describe('Ids of the variants whose results it starts from'),
        reportOnly: flag.default(false).describe('Its product is what it says: research, a review'),
        agent,
      }),
      { error: 'is not a list of variants' },
    )
    .min(1, 'is empty')
    .max(MAX_PLANNED.subtasks, `has more than ${MAX_PLANNED.subtasks} entries`),
  integrationContracts: integrationContracts
    .default([])
    .describe('Interfaces that two variants agree on, shown to both of them'),
  notes,
});

export const planSchemas = { approaches, subtasks };

export type PlannedVariant = {
  id: string;
  approach?: string | undefined;
  task?: string | undefined;
  agent?: string | undefined;
  dependsOn?: string[] | undefined;
  reportOnly?: boolean | undefined;
};

export type Plan = {
  kind: PlanKind;
  variants: PlannedVariant[];
  integrationContracts: z.output<typeof integrationContracts>;
  notes: string | null;
};

/** As the agent is shown it. */
export function planJsonSchema(kind: PlanKind): Record<string, unknown> {
  return { ...z.toJSONSchema(planSchemas[kind], { io: 'input' }), title: 'Plan' };
}

/** A start of an experiment file: the project, the agents, the sandbox, and whatever else is known of it. */
export type PlanRequest = {
  kind: PlanKind;
  /** Approaches: exactly so many. Subtasks: so many at most. */
  count: number;
  request: string;
  agent: string;
  model: string | null;
  /** Names that the plan may use. */
  agents: string[];
  /** Variants that are there already, and that it must differ from. */
  existing: { id: string; approach: string }[];
  /** The experiment file that the plan is put into. */
  text: string;
};

/** What came of the last answer. */
export type PlanOutcome =
  | { status: 'ready'; plan: Plan }
  | { status: 'invalid'; problems: string[]; rawText: string }
  | { status: 'failed' | 'cancelled'; problems: string[] };
