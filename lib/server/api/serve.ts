import 'server-only';
import type { z } from 'zod';
import { err, ok, type Result } from '@/lib/core/result';
import { isUnavailable } from '@/lib/db/unavailable';
import { errorMessage } from '@/lib/errors';
import { reportError } from '@/lib/logger';
import { type Endpoint, keySchema } from '@/lib/schemas/api/endpoint';
import type { ApiRefusal } from '@/lib/schemas/api/refusal';
import { type BodyRefusal, invalid, readBody } from '@/lib/server/api/read-body';
import { statusOf } from '@/lib/server/api/refusal-status';
import { authorise } from '@/lib/server/auth';
import { composed } from '@/lib/server/container';
import type { Bakeoff } from '@/lib/services/bakeoff';

const NO_STORE = { 'cache-control': 'no-store' };

type Context = { params: Promise<Record<string, string | string[] | undefined> | undefined> };
type Route = (request: Request, context: Context) => Promise<Response>;

type Input<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = {
  params: z.output<P>;
  query: z.output<Q>;
  body: z.output<B>;
  /** Of a call that takes one: what its sender knows the request by. */
  key: string | undefined;
  signal: AbortSignal;
};

/** What stands in the way; its status follows from its type unless it is given. */
export type Refused = ApiRefusal & { status?: 400 | 404 | 409 | 422 };

/**
 * The route of one call of the API: login, then what was sent is parsed by the call's own schemas, then the use case,
 * then its answer or refusal. A `Response` is sent as it is: an archive is made while it is sent.
 */
export function serve<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, A extends z.ZodType>(
  endpoint: Endpoint<P, Q, B, A>,
  handle: (bakeoff: Bakeoff, input: Input<P, Q, B>) => Promise<Result<z.input<A> | Response, Refused>>,
): Route {
  return async (request, context) => {
    await authorise();
    try {
      const { bakeoff } = await composed();
      const input = await readInput(endpoint, request, context);
      if (!input.ok) return refuse(input.error.error, input.error.status);
      const result = await handle(bakeoff, input.value);
      if (result.ok) return result.value instanceof Response ? result.value : respond(endpoint, result.value);
      const { status, ...error } = result.error;
      return refuse(error, status ?? statusOf(error.type));
    } catch (cause) {
      return broken(cause);
    }
  };
}

/** Where an address of the API names nothing. */
export async function refuseUnknownPath(): Promise<Response> {
  await authorise();
  const message = 'The API has no such address.';
  return refuse({ type: 'not_found', message, remedy: 'See /api/v1/openapi.json for all of them.' }, 404);
}

async function readInput<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType>(
  endpoint: Endpoint<P, Q, B>,
  request: Request,
  context: Context,
): Promise<Result<Input<P, Q, B>, BodyRefusal | { status: 404; error: ApiRefusal }>> {
  const params = endpoint.params.safeParse((await context.params) ?? {});
  if (!params.success) return err({ status: 404, error: missing('thing') });
  const query = endpoint.query.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!query.success) return err(invalid('query', query.error.issues));
  const key = keySchema.safeParse(
    endpoint.takesKey ? (request.headers.get('idempotency-key') ?? undefined) : undefined,
  );
  if (!key.success) return err(invalid('Idempotency-Key', key.error.issues));
  const given: Result<unknown, BodyRefusal> = endpoint.body ? await readBody(request, endpoint) : ok(null);
  if (!given.ok) return given;
  const parsed = { params: params.data, query: query.data, key: key.data, signal: request.signal };
  // The type of the body of a call that has none is null.
  if (!endpoint.body) return ok({ ...parsed, body: null as z.output<B> });
  const body = endpoint.body.safeParse(given.value);
  return body.success ? ok({ ...parsed, body: body.data }) : err(invalid('body', body.error.issues));
}

export function missing(what: string): ApiRefusal {
  return { type: 'not_found', message: `There is no such ${what}.`, remedy: 'It may have been deleted; list again.' };
}

function respond({ status, contentType }: Pick<Endpoint, 'status' | 'contentType'>, value: unknown): Response {
  if (contentType === 'application/json') return Response.json(value, { status, headers: NO_STORE });
  const headers = { ...NO_STORE, 'content-type': `${contentType}; charset=utf-8` };
  return new Response(String(value), { status, headers });
}

function refuse(error: ApiRefusal, status: number): Response {
  return Response.json({ error }, { status, headers: NO_STORE });
}

function broken(cause: unknown): Response {
  reportError(cause);
  if (isUnavailable(cause)) {
    const message = 'The database does not answer.';
    return refuse(
      { type: 'unavailable', message, remedy: 'Try again in a moment; `bakeoff doctor` looks at it.' },
      503,
    );
  }
  const remedy = `Look at the log of the web server. ${errorMessage(cause)}`;
  return refuse({ type: 'system', message: 'Bakeoff could not answer.', remedy }, 500);
}
