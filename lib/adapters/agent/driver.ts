import type { SandboxCommand, SandboxProcess } from '@/lib/adapters/sandbox/sandbox-process';
import type { Failure } from '@/lib/core/failure';
import type { AgentEvent } from '@/lib/schemas/agent-event';
import type { RunnerSpec } from '@/lib/schemas/runner';

export type AgentStart = {
  spec: RunnerSpec;
  /** A file that holds the prompt, for agents that take one. */
  promptFile: string;
  /** Starts a command in the run's sandbox. */
  launch: (command: SandboxCommand) => Promise<SandboxProcess>;
  emit: (event: AgentEvent) => void;
  /** Called at any sign of life, also one that makes no event. */
  onActivity: () => void;
};

export type AgentEnd = {
  /** Null: the agent said that it is done. */
  failure: Failure | null;
  exitCode: number | null;
  signal: string | null;
  stdoutTail: string;
  stderrTail: string;
};

/** A started agent. None of its functions throws, and all may be called at any time, also after its end. */
export type RunningAgent = {
  /** Leader of the session in which the agent runs; null when it could not be started. */
  readonly pid: number | null;
  /** Resolves once the agent has said its last word or its process has ended. Never rejects. */
  readonly done: Promise<AgentEnd>;
  /** Resolves once its process has ended. */
  readonly exited: Promise<unknown>;
  /** Asks it through its protocol to stop its work; false where it has no way of being asked. */
  cancel: () => boolean;
  terminate: () => void;
  /** Queues a message for when the current turn ends; false where the agent takes none. */
  followUp: (text: string) => boolean;
  /** Answers a permission request; false where none of this id is waiting. */
  answerPermission: (id: string, optionId: string | null) => boolean;
};
