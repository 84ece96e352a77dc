/** An error whose message and remedy may be shown to the person as they are. */
export class UserError extends Error {
  readonly code: string;
  readonly remedy: string;

  constructor(input: { code: string; message: string; remedy: string; cause?: unknown }) {
    super(input.message, { cause: input.cause });
    this.name = 'UserError';
    this.code = input.code;
    this.remedy = input.remedy;
  }
}

export function errorMessage(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
