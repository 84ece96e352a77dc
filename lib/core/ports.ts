/** The seams to unsafe effects. Concrete ones are made in workers/main.ts and lib/server/container.ts only. */

import type {
  LimitHit,
  NetworkPolicy,
  ResourceSample,
  SandboxLimits,
  SandboxMount,
  SandboxProbe,
  SandboxProviderName,
  Upstream,
} from '@/lib/core/sandbox';

/** The part of an AbortSignal that the domain needs; a real one fits. */
export type CancelSignal = {
  readonly aborted: boolean;
  addEventListener: (type: 'abort', listener: () => void, options?: { once?: boolean }) => void;
  removeEventListener: (type: 'abort', listener: () => void) => void;
};

export type Clock = { now: () => Date };

export type CommandResult = {
  /** Null where a signal ended it or it never started. */
  exitCode: number | null;
  signal: string | null;
  timedOut: boolean;
  cancelled: boolean;
  durationMs: number;
  /** Standard output and error as they came, interleaved; the middle is cut where it exceeds the cap. */
  output: string;
  stdout: string;
  stderr: string;
};

export type CommandRequest = {
  /** A shell command line that the user wrote (set-up, gate, metric); runs through `sh -c`. */
  command: string;
  timeoutMs: number;
  /** Text for its standard input, which is closed in any case. */
  stdin?: string;
  /** Characters kept of each of output, stdout and stderr. */
  maxOutput?: number;
  signal?: CancelSignal;
  /** Receives output as it comes. */
  onOutput?: (text: string) => void;
};

export type SandboxRef = {
  provider: SandboxProviderName;
  /** The run, or the id of whatever it was made for. Also the value of the tag its processes carry. */
  id: string;
  /** The product's own folder of this sandbox. */
  runDir: string;
  /** The checkout below it, as the host sees it. */
  workspace: string;
  /** The checkout as what runs in the sandbox sees it. */
  workspaceInside: string;
};

/** What set-up made of a base, frozen, to start checkouts from. */
export type PreparedBase = {
  /** The commit it was made from. */
  sha: string;
  /** The frozen checkout after set-up. */
  workspace: string;
  /** The frozen home after set-up. */
  home: string;
  /** Folders of the checkout that git ignores and set-up made, relative: `node_modules`, `.venv`. */
  dependencies: string[];
};

export type CreateSandbox = {
  id: string;
  provider: SandboxProviderName;
  hub: string;
  sha: string;
  /** Ignored files to copy from the user's work tree. */
  copyFrom: string;
  copy: string[];
  /** A set-up to start from: what it made, and its home. */
  prepared: PreparedBase | null;
  /** A set-up to take only the home of (its caches), for a checkout that is set up anew. */
  homeOf?: PreparedBase | null;
  /** An earlier commit of the same history, whose frozen checkout is there already. */
  fromSha?: string;
  /** Set-up runs in it, to be kept for others. */
  toFreeze?: boolean;
  /** Its runner is started meanwhile, and waits for its spec. */
  withRunner?: boolean;
};

/** What a command may use, beside the sandbox's own folders. */
export type PlanRequest = {
  limits: SandboxLimits;
  /** Null: no network, and nothing of it can be exposed. */
  network: { policy: NetworkPolicy; upstreams: Upstream[] } | null;
  /** Things of the host to show. */
  mounts: SandboxMount[];
  /** Docker: a ready image. */
  image: string | null;
  runtime: string | null;
};

/** How a command is started: plain data, made by a provider and read by whoever starts (lib/schemas/launch-plan.ts). */
export type OpaquePlan = { readonly type: SandboxProviderName };

/** One way of locking runs in. Three implementations, held to one contract suite. */
export type SandboxProvider<Plan extends OpaquePlan = OpaquePlan> = {
  readonly name: SandboxProviderName;
  /** Looks at the host each time it is asked. */
  probe: () => Promise<SandboxProbe>;
  /** Whom the files of a sandbox must belong to; null: whoever runs the product. */
  owner: () => { uid: number; gid: number } | null;
  /** The environment of everything that runs in it, as seen inside, tag included. */
  environment: (ref: SandboxRef, extra: Record<string, string>, passEnv: string[]) => Record<string, string>;
  plan: (ref: SandboxRef, request: PlanRequest) => Promise<Plan>;
  /** Ends everything that runs in the sandbox, whoever started it; returns how much it had to end. Idempotent. */
  sweep: (id: string) => Promise<number>;
  /** Sweeps, and removes what it made outside of the sandbox's folder: containers, volumes, control groups. Idempotent. */
  release: (id: string) => Promise<void>;
  /** Ids of sandboxes that have something left of `release`'s kind. */
  leftovers: () => Promise<string[]>;
};

/** The sandboxes of a host: folders and checkouts of its own, locked in by the provider each was made for. */
export type Sandboxes = {
  probe: () => Promise<SandboxProbe[]>;
  /** Idempotent: an existing sandbox of this id is returned as it is. */
  create: (input: CreateSandbox) => Promise<SandboxRef>;
  open: (id: string) => Promise<SandboxRef | null>;
  environment: (ref: SandboxRef, extra: Record<string, string>, passEnv: string[]) => Record<string, string>;
  plan: (ref: SandboxRef, request: PlanRequest) => Promise<OpaquePlan>;
  /** Starts the detached runner on `runDir/spec.json`, unless it waits for it already. It goes on when this process dies. */
  startRunner: (ref: SandboxRef) => Promise<void>;
  /** Keeps one runner started ahead for the next run of this process, until it is told to stop. */
  keepSpareRunner: () => { stop: () => void };
  isRunnerAlive: (ref: SandboxRef) => Promise<boolean>;
  exec: (ref: SandboxRef, request: SandboxCommandRequest) => Promise<SandboxCommandResult>;
  /** Runs a server until it is stopped or ends; resolves with a sentence where it went wrong. */
  serve: (ref: SandboxRef, request: ServeRequest) => Promise<{ error: string | null }>;
  /** Ends every process in it. Returns how many it had to kill. */
  sweep: (id: string) => Promise<number>;
  /** Ends what runs in it and removes it. Idempotent. */
  destroy: (id: string) => Promise<void>;
  /** Whatever there is of ours on this host: folders, mounts, containers, volumes, control groups. */
  list: () => Promise<string[]>;
};

export type SandboxCommandRequest = CommandRequest & {
  env: Record<string, string>;
  plan: OpaquePlan;
  onBlocked?: (request: { host: string; port: number }) => void;
};

export type ServeRequest = {
  /** A shell command line that serves HTTP on the port in `$PORT`. */
  command: string;
  /** The port inside; where nothing isolates, a free one of the host takes its place. */
  port: number;
  /** First part of the host name under which the host serves it. */
  label: string;
  env: Record<string, string>;
  plan: OpaquePlan;
  readyWithinMs: number;
  signal: CancelSignal;
  onOutput: (text: string) => void;
  onReady: (url: string) => Promise<void>;
};

export type SandboxCommandResult = CommandResult & { limit: LimitHit | null; peak: ResourceSample | null };
