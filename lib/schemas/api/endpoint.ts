/** One call of the HTTP API, as data: the route parses by it and the OpenAPI document is made from it. */
import { z } from 'zod';

type Method = 'GET' | 'POST' | 'DELETE';
type RefusalStatus = 404 | 409 | 422;
type ContentType =
  | 'application/json'
  | 'application/gzip'
  | 'text/event-stream'
  | 'text/html'
  | 'text/markdown'
  | 'text/plain'
  | 'text/x-patch';

const none = z.object({});

export type Endpoint<
  P extends z.ZodObject = z.ZodObject,
  Q extends z.ZodObject = z.ZodObject,
  B extends z.ZodType = z.ZodType,
  A extends z.ZodType = z.ZodType,
> = {
  method: Method;
  /** Below `/api/v1`, parameters in braces. */
  path: string;
  tag: string;
  summary: string;
  description: string;
  params: P;
  query: Q;
  /** Null: none is read. */
  body: B | null;
  /** The body may also be the experiment file itself, as YAML. */
  takesYaml: boolean;
  /** An `Idempotency-Key` header is heard. */
  takesKey: boolean;
  answer: A;
  status: 200 | 201 | 202;
  contentType: ContentType;
  /** Beside those of a wrong token, a wrong body or query, and a server that can't. */
  refusals: readonly RefusalStatus[];
};

type Given<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, A extends z.ZodType> = Pick<
  Endpoint<P, Q, B, A>,
  'method' | 'path' | 'tag' | 'summary' | 'answer'
> &
  Partial<Endpoint<P, Q, B, A>>;

export function endpoint<
  A extends z.ZodType,
  P extends z.ZodObject = typeof none,
  Q extends z.ZodObject = typeof none,
  B extends z.ZodType = z.ZodNull,
>(given: Given<P, Q, B, A>): Endpoint<P, Q, B, A> {
  return {
    description: '',
    // What is left out is the empty object, which is what the type says of it then.
    params: none as unknown as P,
    query: none as unknown as Q,
    body: null,
    takesYaml: false,
    takesKey: false,
    status: 200,
    contentType: 'application/json',
    refusals: [],
    ...given,
  };
}

export const keySchema = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/, 'is not 1 to 200 printable characters without blanks')
  .optional()
  .describe('Your own key for this request: one that comes again under it is answered with the first.');

export const idSchema = z
  .string()
  .regex(/^[a-z0-9]{1,64}$/, 'is not an id')
  .describe('An id as the API gives it.');

export const idParams = z.object({ id: idSchema });

/** What is no text: an archive that is sent while it is made. */
export const binarySchema = z.string().meta({ format: 'binary' });
