import 'server-only';
import { z } from 'zod';
import { err, type Result } from '@/lib/core/result';
import { reportError } from '@/lib/logger';
import { authorised } from '@/lib/server/use-cases';
import type { Bakeoff, Refusal } from '@/lib/services/bakeoff';

export const idSchema = z.string().regex(/^[a-z0-9]{1,64}$/);
export const textSchema = z.string().max(200_000);

/**
 * The body of every server action, which is a public POST: login, then what was sent is parsed, then the use case.
 * An unexpected error is logged and becomes a refusal.
 */
export async function act<I, T, E = Refusal>(
  schema: z.ZodType<I>,
  input: unknown,
  run: (bakeoff: Bakeoff, input: I) => Promise<Result<T, E>>,
): Promise<Result<T, E | Refusal>> {
  const bakeoff = await authorised();
  const parsed = schema.safeParse(input);
  if (!parsed.success) {
    return err({ type: 'invalid', message: 'What was sent is not valid.', remedy: 'Reload the page and try again.' });
  }
  try {
    return await run(bakeoff, parsed.data);
  } catch (cause) {
    reportError(cause);
    return err({
      type: 'system',
      message: 'Bakeoff could not do that.',
      remedy: 'Look at the log of the web server, then try again.',
    });
  }
}
