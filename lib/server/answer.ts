import 'server-only';
import type { Result } from '@/lib/core/result';
import { errorMessage } from '@/lib/errors';
import { reportError } from '@/lib/logger';
import type { Bakeoff, Refusal } from '@/lib/services/bakeoff';
import { authorised } from '@/lib/server/use-cases';

const NO_STORE = { 'cache-control': 'no-store' };

/** A JSON answer from the use cases. `null` is 404; an unexpected error is logged and told without its insides. */
export async function answer<T>(
  read: (bakeoff: Bakeoff) => Promise<T | null>,
  toResponse: (value: T) => Response = (value) => Response.json(value, { headers: NO_STORE }),
): Promise<Response> {
  const bakeoff = await authorised();
  try {
    const value = await read(bakeoff);
    if (value !== null) return toResponse(value);
    return refusal({ type: 'not_found', message: 'There is no such thing.', remedy: 'It may have been deleted.' }, 404);
  } catch (cause) {
    reportError(cause);
    const message = 'Bakeoff could not answer.';
    return refusal(
      { type: 'system', message, remedy: `Look at the log of the web server. ${errorMessage(cause)}` },
      500,
    );
  }
}

/** The same for a use case that can refuse: 409 with the reason. */
export async function answerResult<T>(
  read: (bakeoff: Bakeoff) => Promise<Result<T, Refusal>>,
  toResponse: (value: T) => Response = (value) => Response.json(value, { headers: NO_STORE }),
): Promise<Response> {
  const result = await read(await authorised());
  if (result.ok) return toResponse(result.value);
  return refusal(result.error, result.error.type === 'not_found' ? 404 : 409);
}

export function refusal(body: Refusal, status: number): Response {
  return Response.json(body, { status, headers: NO_STORE });
}
