/** What services need from the outside, beside git and sandboxes (lib/core/ports.ts). */
import type { Clock, SandboxProvider } from '@/lib/core/ports';
import type { GitRepository } from '@/lib/core/repository';
import type { Database } from '@/lib/db/client';
import type { Queue } from '@/lib/db/queue';
import type { HomePaths } from '@/lib/paths';
import type { AgentCatalog } from '@/lib/schemas/agent-catalog';
import type { EventLine } from '@/lib/schemas/agent-event';
import type { ControlLine, ExitRecord, RunnerSpec } from '@/lib/schemas/runner';

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
