import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openApiDocument } from '@/lib/schemas/api/openapi';
import { API_ENDPOINTS } from '@/lib/schemas/api/registry';

const ROOT = path.resolve('app/api/v1');
const UNKNOWN_PATHS = '[...path]/route.ts';
const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

type Served = { file: string; method: string; path: string; endpoint: string | null };

/** What the files serve: `export const GET = serve(NAME, …)`, or a function for what is no call that answers once. */
const served = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('route.ts') && file !== UNKNOWN_PATHS)
  .flatMap((file): Served[] => {
    const source = readFileSync(path.join(ROOT, file), 'utf8');
    const address = `/${path.dirname(file).replaceAll(path.sep, '/').replaceAll('[', '{').replaceAll(']', '}')}`;
    const heads = source.matchAll(/^export (?:const|(?:async )?function) ([A-Z]+)\b(?: = serve\(\s*(\w+))?/gm);
    return [...heads].map(([, method = '', endpoint = null]) => ({ file, method, path: address, endpoint }));
  });

const calls = (all: { method: string; path: string }[]): string[] =>
  all.map(({ method, path: address }) => `${method} ${address}`).toSorted();

test('every route is in the registry, and every call of the registry has its route', () => {
  expect(calls(served)).toEqual(calls(Object.values(API_ENDPOINTS)));
  expect(served.length).toBeGreaterThan(25);
});

test.each(served.filter((each) => each.endpoint !== null))('$method $path parses by its own entry', (each) => {
  expect(API_ENDPOINTS[each.endpoint ?? '']).toMatchObject({ method: each.method, path: each.path });
});

test('only the stream is served without an entry of its own', () => {
  expect(served.filter((each) => each.endpoint === null).map((each) => each.path)).toEqual(['/stream']);
});

test('a route stays thin', () => {
  const long = served.filter(({ file }) => readFileSync(path.join(ROOT, file), 'utf8').split('\n').length > 60);
  expect(long).toEqual([]);
});

test('the document describes each call once, with every reference resolved', () => {
  const document = openApiDocument('0.0.0');
  const paths = Object.entries(document['paths'] as Record<string, Record<string, { operationId: string }>>);
  const described = paths.flatMap(([address, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({ method: method.toUpperCase(), path: address })),
  );
  expect(calls(described)).toEqual(calls(Object.values(API_ENDPOINTS)));
  const text = JSON.stringify(document);
  const schemas = (document['components'] as { schemas: Record<string, unknown> }).schemas;
  const used = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? '');
  expect(used.length).toBeGreaterThan(50);
  expect(used.filter((ref) => !(ref.replace('#/components/schemas/', '') in schemas))).toEqual([]);
});

test.each(Object.values(API_ENDPOINTS))('$method $path describes each parameter of its path', (endpoint) => {
  const named = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
  expect(Object.keys(endpoint.params.shape)).toEqual(named);
});

test('the document says of what type each answer is', () => {
  type Described = Record<string, { get: { responses: { 200: { content: object } } } }>;
  const paths = openApiDocument('0.0.0')['paths'] as Described;
  const typesOf = (address: string): object => paths[address]?.get.responses[200].content ?? {};
  expect(typesOf('/experiments/{id}/export')).toEqual({
    'application/gzip': { schema: { type: 'string', format: 'binary' } },
  });
  expect(Object.keys(typesOf('/experiments/{id}/report'))).toEqual(['text/html']);
  expect(Object.keys(typesOf('/experiments/{id}/summary'))).toEqual(['text/markdown']);
  expect(Object.keys(typesOf('/runs/{id}/trace'))).toEqual(['application/json']);
});
