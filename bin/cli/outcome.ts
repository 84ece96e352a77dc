import { plain } from '@/lib/core/plain-text';
import { UserError } from '@/lib/errors';
import type { Refusal } from '@/lib/services/bakeoff';

/** 0 done and something passed, 1 nothing passed or refused, 2 invalid input, 3 the system failed, 130 interrupted. */
export type ExitCode = 0 | 1 | 2 | 3 | 130;

/** What a command leaves behind: an object for programs, text for people, both on standard output. */
export type Outcome = {
  exitCode: ExitCode;
  json: unknown;
  text: string;
  /** For people, on standard error. */
  complaint?: string;
};

export function done(json: unknown, text: string): Outcome {
  return { exitCode: 0, json, text };
}

export function refused(refusal: Refusal, json: unknown = { error: refusal }): Outcome {
  return { exitCode: 1, json, text: '', complaint: complaintOf(refusal) };
}

/** Ends a command from anywhere below it because of what the person typed. */
export class InputError extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.name = 'InputError';
    this.refusal = refusal;
  }
}

export function outcomeOfError(cause: unknown): Outcome {
  if (cause instanceof InputError) return { ...refused(cause.refusal), exitCode: 2 };
  const refusal =
    cause instanceof UserError
      ? { type: cause.code, message: cause.message, remedy: cause.remedy }
      : {
          type: 'system',
          message: cause instanceof Error ? cause.message : String(cause),
          remedy: 'Run `bakeoff doctor` to see what is wrong with this machine.',
        };
  return { ...refused(refusal), exitCode: 3 };
}

function complaintOf(refusal: Refusal): string {
  // Agents name files, and a line of its own would be taken for a word of ours.
  const files = (refusal.files ?? []).map((file) => `  ${plain(file).replaceAll('\n', ' ')}`);
  return [plain(refusal.message), ...files, plain(refusal.remedy)].filter((line) => line !== '').join('\n');
}
