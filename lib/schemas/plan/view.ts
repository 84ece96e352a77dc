import type { Plan, PlanKind } from '@/lib/schemas/plan/schema';

/** A plan that an agent was asked for. */
export type PlanView = {
  /** That of its experiment, which no list shows. */
  id: string;
  /** `invalid`: its last answer could not be used, and `problems` say why. */
  status: 'working' | 'ready' | 'invalid' | 'failed' | 'cancelled';
  kind: PlanKind;
  request: string;
  /** How often it was asked: an answer that can not be used is sent back, twice at most. */
  attempts: number;
  problems: string[];
  plan: Plan | null;
  /** The experiment file with the plan in it (YAML); nothing has been started. */
  file: string | null;
  /** What it answered, where that is no plan. */
  rawText: string | null;
  experimentId: string;
  /** The run whose answer it is, or that works on it. */
  runId: string | null;
};
