/** What services need from the outside, beside git and sandboxes (lib/core/ports.ts). */
import type { AgentOverride } from '@/lib/core/experiment';
import type { Failure } from '@/lib/core/failure';
import type { Clock, SandboxProvider } from '@/lib/core/ports';
import type { GitRepository } from '@/lib/core/repository';
import type { Result } from '@/lib/core/result';
import type { Database } from '@/lib/db/client';
import type { Queue } from '@/lib/db/queue';
import type { HomePaths } from '@/lib/paths';
import type { EventLine } from '@/lib/schemas/agent-event';
import type { AcpDriver, CommandDriver, ControlLine, ExitRecord, RunnerSpec } from '@/lib/schemas/runner';
import type { AgentView } from '@/lib/schemas/view';

export type ResolvedAgent = {
  driver: CommandDriver | AcpDriver;
  env: Record<string, string>;
  /** Names of variables of the server that it may see. */
  passEnv: string[];
};

export type AgentCatalog = {
  detect: () => Promise<AgentView[]>;
  installAdapter: (name: string, onOutput: (text: string) => void) => Promise<Result<null, Failure>>;
  resolve: (input: {
    name: string;
    override: AgentOverride | null;
    model: string | null;
  }) => Promise<Result<ResolvedAgent, Failure>>;
  /** Values of the server's environment that must not appear in events or logs. */
  secrets: () => string[];
};

/** The files of one runner (lib/schemas/runner.ts), from the worker's side. */
export type RunnerLink = {
  /** Null where no runner was ever started here. */
  hasSpec: () => Promise<boolean>;
  writeSpec: (spec: RunnerSpec) => Promise<void>;
  /** Complete lines from a byte offset on, and the offset behind them. */
  readEvents: (offset: number) => Promise<{ lines: EventLine[]; offset: number }>;
  readExit: () => Promise<ExitRecord | null>;
  send: (line: ControlLine) => Promise<void>;
  /** Calls back when a file changed, or at least every quarter of a second. */
  watch: (onChange: () => void) => () => void;
};

export type Disk = {
  /** Bytes on disk below a path; hard links once. 0 where there is nothing. */
  sizeOf: (dir: string) => Promise<number>;
  /** Text of a file below `root`, or null: no link out of it is followed, and longer files are refused. */
  readContained: (root: string, relative: string, maxBytes: number) => Promise<string | null>;
  /** Removes a folder that lies below `root`. */
  removeBelow: (root: string, dir: string) => Promise<void>;
  list: (dir: string) => Promise<string[]>;
  exists: (path: string) => Promise<boolean>;
};

export type Deps = {
  db: Database;
  queue: Queue;
  git: GitRepository;
  sandboxes: SandboxProvider;
  agents: AgentCatalog;
  openRunner: (runDir: string) => RunnerLink;
  disk: Disk;
  paths: HomePaths;
  clock: Clock;
  hostId: string;
  /** Writes the built-in demo project into an empty folder as a repository. */
  createDemoProject: (dir: string) => Promise<void>;
};
