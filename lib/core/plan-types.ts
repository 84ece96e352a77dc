/** How the variants of an experiment depend on each other: strategies, stages, dependencies, integration contracts. */
import type { Contract, Selection } from './experiment';

export const STRATEGY_TYPES = ['parallel', 'competitive', 'sequential', 'fallback', 'batched', 'graph'] as const;
export type StrategyType = (typeof STRATEGY_TYPES)[number];

export type Strategy = {
  type: StrategyType;
  /** Sequential and batched: what runs answered is put into the prompts of those that come next. */
  passOutput: boolean;
  /** Sequential: a run that does not pass ends the row. */
  stopOnFailure: boolean;
  /** Batched: variants that run together. */
  batchSize: number;
};

export type Retries = {
  /** How often a run is started again after a failure that another try may not meet (a rate limit, a lost sandbox). */
  max: number;
  /** Wait before the first retry; doubles with each. */
  backoffMs: number;
};

/** What a stage's runs start from; null: the experiment's base. */
export type StageSource = { stage: string; take: 'winner' | 'merged' } | null;

export type StageSpec = {
  /** Unique in its experiment; the first is `main`. */
  name: string;
  from: StageSource;
  strategy: Strategy;
  contract: Contract;
  select: Selection;
  /** The results of the runs that passed are merged in order, and the contract judges what comes out. */
  combine: boolean;
};

/** An agent works; `combine` has none: its result is the merge of what it depends on. */
export type VariantKind = 'agent' | 'combine';

/** Which ends of the runs that a variant depends on let it start: passed ones, or any. */
export type Needs = 'passed' | 'ended';

export type IntegrationContract = {
  name: string;
  /** Id of the variant whose result must keep it. */
  provider: string;
  /** Ids of the variants that rely on it. */
  consumers: string[];
  /** Text, or JSON Schema as text; shown to both sides in their prompts. */
  specification: string;
  /** Shell command that holds when it exits with 0, run on the provider's result. */
  check: string | null;
  /** A file of the provider's result that must be JSON of this JSON Schema (itself as JSON text). */
  produces: { path: string; schema: string } | null;
};

/** A command of the person's own that reads and writes JSON. */
export type PluginCommand = { run: string; timeoutMs: number };

/** It writes variants at the launch; `count` is how many it is asked for. */
export type GenerateCommand = PluginCommand & { count: number };
