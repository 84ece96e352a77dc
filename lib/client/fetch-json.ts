import { z } from 'zod';

const refusalSchema = z.object({
  type: z.string(),
  message: z.string(),
  remedy: z.string().default(''),
  files: z.array(z.string()).optional(),
});

/** What the JSON API answers instead of data: a code for programs, a sentence, and the next step. */
export class ApiError extends Error {
  readonly type: string;
  readonly remedy: string;
  readonly status: number;

  constructor(input: { type: string; message: string; remedy: string; status: number; cause?: unknown }) {
    super(input.message, { cause: input.cause });
    this.name = 'ApiError';
    this.type = input.type;
    this.remedy = input.remedy;
    this.status = input.status;
  }
}

/** Reads one JSON resource of our own API. Throws ApiError, also when the server can't be reached. */
export async function fetchJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await reach(path, signal);
  if (response.ok) return (await response.json()) as T;
  throw await toApiError(response);
}

async function reach(path: string, signal?: AbortSignal): Promise<Response> {
  try {
    return await fetch(path, { signal, headers: { accept: 'application/json' } });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiError({
      type: 'unreachable',
      message: 'The Bakeoff server does not answer.',
      remedy: 'Check that `npm start` still runs; this page goes on by itself when it is back.',
      status: 0,
      cause,
    });
  }
}

async function toApiError(response: Response): Promise<ApiError> {
  const { status } = response;
  if (status === 401) {
    return new ApiError({
      type: 'unauthorized',
      message: 'You are not logged in.',
      remedy: 'Open the URL that `npm start` printed.',
      status,
    });
  }
  const parsed = refusalSchema.safeParse(unwrap(await response.json().catch(() => null)));
  if (parsed.success) return new ApiError({ ...parsed.data, status });
  return new ApiError({
    type: 'unexpected',
    message: `The server answered ${String(status)} ${response.statusText}`.trim(),
    remedy: 'Try again; the server log says more.',
    status,
  });
}

/** Both `{ type, message }` and `{ error: { type, message } }` are understood. */
function unwrap(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'error' in body ? body.error : body;
}
