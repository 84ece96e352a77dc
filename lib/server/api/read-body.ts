import 'server-only';
import { err, ok, type Result } from '@/lib/core/result';
import type { ApiRefusal } from '@/lib/schemas/api/refusal';
import type { FilePath } from '@/lib/schemas/experiment-file';

/** Room for an experiment file of the largest kind, as a text in JSON. */
const MAX_BODY_BYTES = 4_000_000;
const YAML = new Set(['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml', 'text/plain']);

export type BodyRefusal = { status: 400 | 413 | 415; error: ApiRefusal };

/** The body as data; nothing is the empty object. A whole experiment file becomes `{ experiment: text }`. */
export async function readBody(
  request: Request,
  { takesYaml }: { takesYaml: boolean },
): Promise<Result<unknown, BodyRefusal>> {
  const text = await readCapped(request);
  if (text === null) {
    return refuse(413, {
      type: 'too_large',
      message: 'The body is larger than 4 MB.',
      remedy: 'Send less; a file of the project is named, not sent.',
    });
  }
  const type = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (takesYaml && YAML.has(type)) return ok({ experiment: text });
  if (text.trim() === '') return ok({});
  if (type !== 'application/json') {
    const types = takesYaml ? 'application/json or application/yaml' : 'application/json';
    return refuse(415, {
      type: 'unsupported_type',
      message: `The body is ${type === '' ? 'of no type' : type}, which is not read here.`,
      remedy: `Send it with "content-type: ${types}".`,
    });
  }
  return parseJson(text);
}

function parseJson(text: string): Result<unknown, BodyRefusal> {
  try {
    const data: unknown = JSON.parse(text);
    return ok(data);
  } catch (cause) {
    const says = cause instanceof Error ? cause.message : 'It can not be read.';
    return refuse(400, {
      type: 'invalid_json',
      message: 'The body is not JSON.',
      remedy: 'Correct it and send it again.',
      problems: [{ message: says, path: [], line: null, column: null }],
    });
  }
}

/** Null where there is too much of it; the rest is not read then. */
async function readCapped(request: Request): Promise<string | null> {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) return null;
  if (!request.body) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

export type Issue = { path: PropertyKey[]; message: string };

/** What a schema found, as problems with places. */
export function invalid(what: 'body' | 'query' | 'Idempotency-Key', issues: readonly Issue[]): BodyRefusal {
  const problems = issues.map(({ path, message }) => {
    const keys: FilePath = path.map((step) => (typeof step === 'symbol' ? String(step) : step));
    return {
      message: `${keys.length > 0 ? `\`${keys.join('.')}\`: ` : ''}${message}`,
      path: keys,
      line: null,
      column: null,
    };
  });
  return {
    status: 400,
    error: {
      type: 'invalid_request',
      message: `The ${what} is not valid: ${problems.map((problem) => problem.message).join('; ')}.`,
      remedy: 'See /api/v1/openapi.json for what this call takes.',
      problems,
    },
  };
}

function refuse(status: BodyRefusal['status'], error: ApiRefusal): Result<never, BodyRefusal> {
  return err({ status, error });
}
