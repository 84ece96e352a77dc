import type { Duplex, Readable, Writable } from 'node:stream';
import type { LimitHit, ResourceSample } from '@/lib/core/sandbox';

export type SandboxCommand = {
  /** Paths as they are inside. */
  argv: string[];
  cwd: string;
  /** The whole environment. */
  env: Record<string, string>;
};

export type SandboxExit = {
  exitCode: number | null;
  signal: string | null;
  /** Why it never started. */
  startError: string | null;
  /** Which limit of the sandbox ended it. */
  limit: LimitHit | null;
};

/** A host and port that the policy refused; told once each. */
export type BlockedRequest = { host: string; port: number };

/** A command that runs in a sandbox. None of its functions throws or rejects, and all may be called after its end. */
export type SandboxProcess = {
  /** Null when it could not be started at all; then `exited` says why. */
  streams: { stdin: Writable; stdout: Readable; stderr: Readable } | null;
  /** Leader of the session on the host in which it runs; null where there is none (a container). */
  pid: number | null;
  /** Resolves once its main process has ended. Output may still be in the pipes. */
  exited: Promise<SandboxExit>;
  /** SIGTERM to its main process (and, on the host, its session). */
  terminate: () => void;
  /** Ends all of it, wherever it fled to; resolves when nothing is left and everything made for it is taken down. */
  kill: () => Promise<void>;
  /** False where it can't. */
  pause: () => Promise<boolean>;
  resume: () => Promise<boolean>;
  sample: () => Promise<ResourceSample | null>;
  /** A connection to the port that its plan exposes; rejects where there is none. */
  connectInside: () => Promise<Duplex>;
};

export type StartHooks = { onBlocked?: (request: BlockedRequest) => void };
