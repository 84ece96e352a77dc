import pino from 'pino';
import { env } from '@/lib/env';

/** Structured logs on standard error: standard output belongs to results. */
export const logger = pino(
  { level: env().BAKEOFF_LOG_LEVEL, base: { pid: process.pid } },
  pino.destination({ fd: 2, sync: true }),
);

/** The one seam for errors that nobody can return to. */
export function reportError(cause: unknown, facts: Record<string, unknown> = {}): void {
  logger.error({ ...facts, err: cause }, cause instanceof Error ? cause.message : 'error');
}
