/**
 * The experiment as the product understands it after parsing: durations in milliseconds, every default filled in.
 * `lib/schemas/experiment-file.ts` turns what a person wrote into this.
 */
import type {
  GenerateCommand,
  IntegrationContract,
  Needs,
  PluginCommand,
  Retries,
  StageSpec,
  Strategy,
  VariantKind,
} from './plan-types';
import type { NetworkMode, NetworkPolicy, SandboxChoice, SandboxLimits } from './sandbox';

export type Limits = {
  /** Runs of this experiment at the same time. */
  maxParallel: number;
  /** Wall clock of one run's agent. */
  timeoutMs: number;
  /** Longest silence of one run's agent. */
  idleMs: number;
  /** One failed run cancels the others. */
  failFast: boolean;
  /** For one run, where the agent reports a cost. */
  budgetUsd: number | null;
  maxTurns: number | null;
  maxToolCalls: number | null;
};

/** What one variant may set for itself; unset means: as the experiment. */
export type VariantLimits = Partial<Omit<Limits, 'maxParallel' | 'failFast'>>;

export type PermissionPolicy = 'grant' | 'ask';

export type VariantSpec = {
  /** Unique in its experiment; letters, digits, `.`, `_` and `-`. Part of the ref of its results. */
  id: string;
  agent: string;
  model: string | null;
  approach: string | null;
  /** Replaces the experiment's task for this variant. */
  task: string | null;
  /** Read as those of the experiment, and behind them. */
  instructions?: string[];
  /** A gate of this variant only; never replaces those of the contract. */
  test: string | null;
  limits: VariantLimits;
  repeats: number;
  kind: VariantKind;
  /** Name of its stage. */
  stage: string;
  /** Ids of variants of the same stage that must be over before it starts; it starts from their merged results. */
  dependsOn: string[];
  needs: Needs;
  /** CEL over earlier results (lib/core/condition.ts); false: it is skipped. */
  when: string | null;
  /** Its product is what it says and the files it writes; nothing of it is merged. */
  reportOnly: boolean;
  retries: Retries;
};

export type Preview = { run: string; port: number };

export type SandboxSpec = {
  provider: SandboxChoice;
  /** Docker: a template's name, an image, a Dockerfile of the project, or `devcontainer` (lib/core/image.ts). */
  image: string | null;
  /** Docker: another OCI runtime of the engine, for example gVisor's. */
  runtime: string | null;
  limits: SandboxLimits;
  /** For agents, gates and metrics; those that are no agent never reach a model API. */
  network: NetworkPolicy;
  /** For the set-up of the untouched base, which is the person's own code. */
  setupNetwork: NetworkMode;
  /** A command that serves the result over HTTP, and the port it listens on (also its `$PORT`). */
  preview: Preview | null;
  /** Shell command run in each fresh checkout before the agent and before the gates. */
  setup: string | null;
  setupTimeoutMs: number;
  /** Ignored files and folders, relative to the project's root, copied into each sandbox (for example `.env`). */
  copy: string[];
};

/** How the tests of a gate are counted: from its output (`auto`), or from a report file below the checkout. */
export type TestReport = { format: 'auto' } | { format: 'tap'; path: string };

export type GateSpec = {
  name: string;
  /** Shell command; the gate holds when it exits with 0. */
  run: string;
  timeoutMs: number;
  report: TestReport;
  /** Instead of a command: this file must be JSON of this schema (JSON text). */
  produces?: { path: string; schema: string };
};

export type Direction = 'lower' | 'higher';

/** How a metric's number is found in what its command printed (or in a report file below the checkout). */
export type MetricRead =
  | { kind: 'last-number' }
  | { kind: 'json'; path: string; file: string | null }
  | { kind: 'regex'; pattern: string; file: string | null }
  | { kind: 'duration' }
  | { kind: 'exit-code' };

export type MetricSpec = {
  name: string;
  run: string;
  read: MetricRead;
  unit: string;
  better: Direction;
  timeoutMs: number;
};

export type Contract = {
  gates: GateSpec[];
  metrics: MetricSpec[];
};

export type SelectionRule = 'first' | 'fastest' | 'most-tests' | 'least-changes' | 'coverage' | 'weighted' | 'person';

export type Selection = {
  by: SelectionRule;
  /** For `weighted`: metric name (or `duration`, `lines-changed`, `cost`, `tests-passed`) to weight above 0. */
  weights: Record<string, number>;
  /** For `coverage`: the metric that holds it. */
  metric: string | null;
};

export type OutputDialect = 'text' | 'claude-stream-json' | 'codex-jsonl' | 'gemini-stream-json' | 'opencode-json';

/** Changes a preset agent or adds one; the command form replaces the driver by a command template. */
export type AgentOverride = {
  driver: 'acp' | 'command' | null;
  executable: string | null;
  /** Argument list; `{prompt}` and `{promptFile}` are replaced. Without either the prompt goes to standard input. */
  command: string[] | null;
  output: OutputDialect | null;
  model: string | null;
  env: Record<string, string>;
  /** Names of variables of the server's environment that the agent may see. */
  passEnv: string[];
};

export type ExperimentSpec = {
  name: string;
  /** Free form and searchable. */
  metadata: Record<string, string | number | boolean>;
  /** A path, a URL, or `builtin:demo`. */
  project: string;
  /** Branch, tag or commit; null is the project's current branch. */
  base: string | null;
  /** Take the project's uncommitted changes along to every variant. */
  includeUncommitted: boolean;
  task: string;
  /** Files of the project that are read afresh at each run and put in front of the prompt. */
  instructions: string[];
  /** That of the first stage. */
  strategy: Strategy;
  limits: Limits;
  permissions: PermissionPolicy;
  sandbox: SandboxSpec;
  /** Of all stages, in their order. */
  variants: VariantSpec[];
  /** Contract and selection of the first stage. */
  contract: Contract;
  select: Selection;
  /** At least `main`, in the order of the file. */
  stages: StageSpec[];
  integrationContracts: IntegrationContract[];
  /** Writes more variants before anything runs; null once it has, and where nothing is to be written. */
  generate: GenerateCommand | null;
  /** Reads all results as JSON at the end, and prints what is shown with the verdict. */
  aggregate: PluginCommand | null;
  agents: Record<string, AgentOverride>;
};
