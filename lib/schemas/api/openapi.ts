/** The OpenAPI 3.1 document of the HTTP API, made from the schemas that the routes parse by. Pure. */
import { z } from 'zod';
import { type Endpoint, keySchema } from '@/lib/schemas/api/endpoint';
import { refusalSchema } from '@/lib/schemas/api/refusal';
import { API_ENDPOINTS } from '@/lib/schemas/api/registry';

type Json = Record<string, unknown>;

const EVERYWHERE = [401, 403, 500, 503] as const;

const REFUSALS: Record<number, string> = {
  400: 'What was sent is not valid; `problems` lists all of it with places.',
  401: 'The token is missing or wrong.',
  403: 'Another host name or origin than this server answers to.',
  404: 'There is no such thing.',
  409: 'Not in the state it is in now.',
  413: 'The body is too large.',
  415: 'The body is of a type that is not read here.',
  422: 'Valid, but it can not be done with what it names.',
  500: 'The server failed; its log says more.',
  503: 'The database does not answer; try again.',
};

export function openApiDocument(version: string): Json {
  const named: Record<string, Json> = {};
  const all = paths((schema) => jsonSchema(schema, named));
  return {
    openapi: '3.1.0',
    info: {
      title: 'Bakeoff',
      version,
      description:
        'Run coding agents side by side on the same commit, compare, merge, undo. Objects are those of `bakeoff … --json`.',
    },
    servers: [{ url: '/api/v1' }],
    security: [{ token: [] }],
    paths: all,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'The login token: the file `token` of the data folder.' },
      },
      schemas: named,
    },
  };
}

type ToJson = (schema: z.ZodType) => Json;

function paths(toJson: ToJson): Json {
  const all: Record<string, Json> = {};
  for (const [operationId, endpoint] of Object.entries(API_ENDPOINTS)) {
    all[endpoint.path] = {
      ...all[endpoint.path],
      [endpoint.method.toLowerCase()]: operation(operationId, endpoint, toJson),
    };
  }
  return all;
}

function operation(operationId: string, endpoint: Endpoint, toJson: ToJson): Json {
  const { tag, summary, description } = endpoint;
  const body = requestBody(endpoint, toJson);
  return {
    operationId,
    tags: [tag],
    summary,
    ...(description === '' ? {} : { description }),
    parameters: [
      ...parameters(toJson(endpoint.params), 'path'),
      ...parameters(toJson(endpoint.query), 'query'),
      ...headers(endpoint, toJson),
    ],
    ...(body ? { requestBody: body } : {}),
    responses: responses(endpoint, toJson),
  };
}

function parameters(schema: Json, place: 'path' | 'query' | 'header'): Json[] {
  const { properties = {}, required = [] } = schema as { properties?: Record<string, Json>; required?: string[] };
  return Object.entries(properties).map(([name, { description, ...property }]) => ({
    name,
    in: place,
    required: required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: property,
  }));
}

function headers({ takesKey }: Endpoint, toJson: ToJson): Json[] {
  return takesKey ? parameters(toJson(z.object({ 'Idempotency-Key': keySchema })), 'header') : [];
}

function requestBody({ body, takesYaml }: Endpoint, toJson: ToJson): Json | null {
  if (!body) return null;
  const json = { 'application/json': { schema: toJson(body) } };
  const yaml = { 'application/yaml': { schema: { type: 'string', description: 'The experiment file.' } } };
  // A body of nothing but defaults may be left out.
  return { required: !body.safeParse({}).success, content: takesYaml ? { ...json, ...yaml } : json };
}

function responses(endpoint: Endpoint, toJson: ToJson): Json {
  const refusal = toJson(refusalSchema);
  const refused = statusesOf(endpoint).map((code) => [
    code,
    { description: REFUSALS[code], content: { 'application/json': { schema: refusal } } },
  ]);
  const { status, contentType, answer } = endpoint;
  return {
    [status]: { description: 'Done.', content: { [contentType]: { schema: toJson(answer) } } },
    ...Object.fromEntries(refused),
  };
}

function statusesOf({ body, query, refusals }: Endpoint): number[] {
  const ofBody = body ? [400, 413, 415] : [];
  const ofQuery = Object.keys(query.shape).length > 0 ? [400] : [];
  return [...new Set([...refusals, ...ofBody, ...ofQuery, ...EVERYWHERE])].toSorted((a, b) => a - b);
}

/** As it is sent: what has a default may be left out, and what a later version adds is no error. */
function jsonSchema(schema: z.ZodType, named: Record<string, Json>): Json {
  const { $schema: _, $defs = {}, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  for (const [name, definition] of Object.entries($defs)) named[name] = pointed(definition);
  return pointed(rest);
}

/** What has a name is kept once for the whole document. */
function pointed(json: unknown): Json {
  const text = JSON.stringify(json, (key, value: unknown) =>
    key === '$ref' && typeof value === 'string' ? value.replace('#/$defs/', '#/components/schemas/') : value,
  );
  return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
}
