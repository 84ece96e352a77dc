/** Whether an error says that the database can't be reached, and not that something is wrong with what was asked. */
const CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  // PostgreSQL: starts up, shuts down, has no more places.
  '57P01',
  '57P02',
  '57P03',
  '53300',
  // Prisma: can't reach it, timed out, closed.
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
]);
const WORDS = /Connection terminated|Can't reach database|Timed out fetching a new connection|connect ECONNREFUSED/i;

export function isUnavailable(cause: unknown): boolean {
  for (let error = cause, depth = 0; error instanceof Error && depth < 5; error = error.cause, depth += 1) {
    if ('code' in error && CODES.has(String(error.code))) return true;
    if (WORDS.test(error.message)) return true;
  }
  return false;
}
