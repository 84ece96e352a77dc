/** The seams to unsafe effects. Concrete ones are made in workers/main.ts and lib/server/container.ts only. */

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
  signal?: CancelSignal;
  /** Receives output as it comes. */
  onOutput?: (text: string) => void;
};

export type SandboxRef = {
  provider: 'process';
  /** The run, or the id of whatever it was made for. Also the value of the tag its processes carry. */
  id: string;
  /** The product's own folder of this sandbox. */
  runDir: string;
  /** The checkout below it. */
  workspace: string;
};

export type CreateSandbox = {
  id: string;
  hub: string;
  sha: string;
  /** Ignored files to copy from the user's work tree. */
  copyFrom: string;
  copy: string[];
};

/** A place where a run lives. One implementation a provider; all are held to one contract suite. */
export type SandboxProvider = {
  readonly name: 'process';
  probe: () => Promise<{ ok: boolean; isolated: boolean; reasons: string[] }>;
  /** Idempotent: an existing sandbox of this id is returned as it is. */
  create: (input: CreateSandbox) => Promise<SandboxRef>;
  open: (id: string) => Promise<SandboxRef | null>;
  /** The environment of everything that runs in it, tag included. */
  environment: (ref: SandboxRef, extra: Record<string, string>, passEnv: string[]) => Record<string, string>;
  /** Starts the detached runner on `runDir/spec.json`. It goes on when this process dies. */
  startRunner: (ref: SandboxRef) => Promise<void>;
  isRunnerAlive: (ref: SandboxRef) => Promise<boolean>;
  exec: (ref: SandboxRef, request: CommandRequest, env: Record<string, string>) => Promise<CommandResult>;
  /** Ends every process that carries the sandbox's tag. Returns how many it had to kill. */
  sweep: (id: string) => Promise<number>;
  /** Ends what runs in it and removes it. Idempotent. */
  destroy: (id: string) => Promise<void>;
  list: () => Promise<string[]>;
};
