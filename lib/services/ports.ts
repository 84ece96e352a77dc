/** What services need from the outside, beside git and sandboxes (lib/core/ports.ts). */
import type { CancelSignal, Clock, PreparedBase, Sandboxes } from '@/lib/core/ports';
import type { HostFacts } from '@/lib/core/admission';
import type { Failure } from '@/lib/core/failure';
import type { GitRepository } from '@/lib/core/repository';
import type { Result } from '@/lib/core/result';
import type { SandboxProviderName } from '@/lib/core/sandbox';
import type { Database } from '@/lib/db/client';
import type { Queue } from '@/lib/db/queue';
import type { HomePaths } from '@/lib/paths';
import type { AgentCatalog } from '@/lib/schemas/agent-catalog';
import type { EventLine } from '@/lib/schemas/agent-event';
import type { TemplateFiles } from '@/lib/schemas/template-files';
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

export type ImageStore = {
  /**
   * The image that `sandbox.image` names (null: the default template), built or fetched where it is missing. `hub` and
   * `sha` hold the Dockerfile of a project.
   */
  ensure: (
    input: { source: string | null; hub: string; sha: string },
    onProgress: (text: string) => void,
  ) => Promise<Result<{ image: string; sizeBytes: number | null }, Failure>>;
};

export type SetupKey = {
  provider: SandboxProviderName;
  image: string | null;
  hub: string;
  sha: string;
  command: string;
  copyFrom: string;
  copy: readonly string[];
};

/** What set-up made, frozen once and shared. */
export type PreparedStore = {
  /** The same for whatever gives the same set-up. */
  keyOf: (input: SetupKey) => Promise<string>;
  find: (key: string) => Promise<PreparedBase | null>;
  /** Takes checkout and home of a sandbox in which set-up has run. */
  freeze: (key: string, from: { runDir: string; hub: string; sha: string }) => Promise<PreparedBase>;
  /** One at a time over all processes of this host; null where `signal` ended the wait. */
  withLock: <T>(key: string, work: () => Promise<T>, signal?: CancelSignal) => Promise<{ value: T } | null>;
};

export type CacheEntry = {
  store: 'bases' | 'prepared';
  key: string;
  sizeBytes: number;
  /** Milliseconds since 1970. */
  usedAt: number;
  inUse: boolean;
};

/** Frozen checkouts and what set-up made of them: all of it can be made again. */
export type WorkspaceCache = {
  list: () => Promise<CacheEntry[]>;
  usage: () => Promise<{ bytes: number; entries: number }>;
  /** Least recently used first, never what a sandbox uses; returns how many bytes went. */
  trim: (maxBytes: number) => Promise<number>;
  /** False where a sandbox uses it. */
  remove: (entry: Pick<CacheEntry, 'store' | 'key'>) => Promise<boolean>;
};

/** Files of traces, a folder an experiment. */
export type TraceStore = {
  /** Whoever reads the file, also after a crash, finds one whole version of it. */
  write: (experimentId: string, name: string, text: string) => Promise<void>;
  /** Null where there is no such file. */
  read: (experimentId: string, name: string) => Promise<string | null>;
  rename: (experimentId: string, from: string, to: string) => Promise<void>;
  /** Ids of experiments that have traces on this host. */
  list: () => Promise<string[]>;
  remove: (experimentId: string) => Promise<void>;
};

export type Deps = {
  db: Database;
  queue: Queue;
  git: GitRepository;
  sandboxes: Sandboxes;
  agents: AgentCatalog;
  openRunner: (runDir: string) => RunnerLink;
  disk: Disk;
  paths: HomePaths;
  clock: Clock;
  host: HostFacts;
  images: ImageStore;
  prepared: PreparedStore;
  traces: TraceStore;
  cache: WorkspaceCache;
  /** What the cache may weigh. */
  cacheBytes: number;
  templates: TemplateFiles;
  hostId: string;
  /** Writes the built-in demo project into an empty folder as a repository. */
  createDemoProject: (dir: string) => Promise<void>;
};
