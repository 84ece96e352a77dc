import pino from 'pino';
import { env } from '@/lib/env';

/** Structured logs on standard error: standard output belongs to results. */
export const logger = pino(
  { level: env().BAKEOFF_LOG_LEVEL, base: { pid: process.pid } },
  pino.destination({ fd: 2, sync: true }),
);

/** The one seam for errors that nobody can return to. */
export function reportError(cause: unknown, facts: Record<string, unknown> = {}): void {
  logger.error({ ...facts, error: describe(cause) }, cause instanceof Error ? cause.message : 'error');
}

/** Not the whole object: errors of a database client carry the client with its connection. */
function describe(cause: unknown): unknown {
  if (!(cause instanceof Error)) return String(cause);
  const { name, message, stack, cause: inner } = cause;
  const code = 'code' in cause ? cause.code : undefined;
  return { name, message, stack, code, ...(inner === undefined ? {} : { cause: describe(inner) }) };
}
