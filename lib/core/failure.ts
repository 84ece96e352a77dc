/** Why a run, a gate or an experiment went wrong: a sentence for a person and the next step, in plain JSON. */
export type Failure = {
  type: FailureType;
  /** One sentence that says what happened. */
  message: string;
  /** One sentence that says what to do about it. */
  remedy: string;
};

export const FAILURE_TYPES = [
  'agent_missing',
  'agent_not_logged_in',
  'agent_unauthorized',
  'agent_rate_limited',
  'agent_overloaded',
  'agent_crashed',
  'agent_protocol',
  'agent_refused',
  'agent_error',
  'setup_failed',
  'base_unavailable',
  'capture_failed',
  'timed_out',
  'idle',
  'turn_limit',
  'tool_limit',
  'budget',
  'out_of_memory',
  'pids_limit',
  'disk_limit',
  'sandbox_unavailable',
  'gate_failed',
  'parents_conflict',
  'condition_failed',
  'cancelled',
  'runner_lost',
  'host_lost',
  'system',
] as const;
export type FailureType = (typeof FAILURE_TYPES)[number];
