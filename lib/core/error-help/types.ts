/** What the help for a failed run is made from, and what it is made of. Plain data. */
import type { Failure, FailureType } from '../failure';

export type HelpGate = {
  name: string;
  status: 'passed' | 'failed' | 'error' | 'timed_out';
  exitCode: number | null;
  output: string;
  tests: { passed: number; failed: number } | null;
};

/** A failed run with what is around it: what the base did, which limits held. */
export type HelpFacts = {
  failure: Failure;
  variant: string;
  agent: string;
  isLatest: boolean;
  hasResult: boolean;
  canFollowUp: boolean;
  /** Ends of what the agent printed. */
  stdout: string;
  stderr: string;
  gates: readonly HelpGate[];
  baseGates: readonly HelpGate[];
  blocked: readonly { host: string; port: number }[];
  /** Hosts that the project allows already. */
  allowed: readonly string[];
  peak: { memoryBytes: number; diskBytes: number; pids: number } | null;
  durationMs: number | null;
  limits: {
    timeoutMs: number;
    idleMs: number;
    maxTurns: number | null;
    maxToolCalls: number | null;
    budgetUsd: number | null;
    maxParallel: number;
  };
  /** Which of the limits the variant has set for itself. */
  ownLimits: readonly string[];
  sandbox: { memoryBytes: number | null; diskBytes: number | null; pids: number | null; setupTimeoutMs: number };
  setup: string | null;
  retries: number;
};

export const CHANGE_FIELDS = [
  'timeout',
  'idle',
  'maxTurns',
  'maxToolCalls',
  'budgetUsd',
  'maxParallel',
  'retries',
  'memory',
  'disk',
  'pids',
  'setupTimeout',
] as const;
export type ChangeField = (typeof CHANGE_FIELDS)[number];

/** One value of an experiment, to be another one when it is run again. */
export type ExperimentChange = {
  field: ChangeField;
  /** Id of the variant that has set it for itself; null: that of the experiment. */
  variant: string | null;
  /** As it stands in a file: `30m`, `8g`, `2`. */
  value: string;
};

/** What a button does. The first of a help is the one to try first. */
export type HelpAction =
  | { type: 'retry' }
  | { type: 'retry-with'; change: ExperimentChange }
  | { type: 'edit' }
  | { type: 'open-agents'; agent: string }
  | { type: 'allow-host'; entry: string }
  | { type: 'try-on-base' }
  | { type: 'open-host' }
  | { type: 'open-data' }
  | { type: 'follow-up'; text: string }
  | { type: 'show-gate'; gate: string }
  | { type: 'resolve-conflict' };

export type Evidence = { label: string; text: string };

/** Finer than the type of the failure where the evidence tells more. */
export type HelpKind =
  | FailureType
  | 'command_not_found'
  | 'command_missing_on_base'
  | 'red_test'
  | 'gate_timed_out'
  | 'disk_full';

export type ErrorHelp = {
  kind: HelpKind;
  title: string;
  /** What happened, in a sentence or two. */
  happened: string;
  evidence: Evidence[];
  /** What to try, in words; the actions are the buttons for it. */
  advice: string;
  actions: HelpAction[];
};
