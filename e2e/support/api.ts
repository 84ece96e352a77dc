/** The HTTP API as a program uses it: every answer must be what its document says, no more and no less. */
import type { APIRequestContext, APIResponse } from '@playwright/test';
import { API_ENDPOINTS } from '../../lib/schemas/api/registry';
import { refusalSchema } from '../../lib/schemas/api/refusal';
import { expect, test as base } from '../fixtures';

export { expect } from '../fixtures';

type Sent = {
  path?: Record<string, string>;
  query?: Record<string, string | number>;
  body?: unknown;
  yaml?: string;
  headers?: Record<string, string>;
};
export type Api = {
  /** Calls an entry of the registry and holds the answer against it. */
  call: (name: string, sent?: Sent) => Promise<Record<string, unknown>>;
  refused: (name: string, sent: Sent) => Promise<{ status: number; type: string; problems: { line: number | null }[] }>;
  ask: (name: string, sent?: Sent) => Promise<APIResponse>;
};

export const test = base.extend<{ api: Api }>({
  // No cookie: the token alone must do.
  storageState: { cookies: [], origins: [] },
  api: async ({ request, token }, use) => use(createApi(request, token)),
});

function createApi(request: APIRequestContext, token: string): Api {
  const ask = async (
    name: string,
    { path = {}, query = {}, body, yaml, headers = {} }: Sent = {},
  ): Promise<APIResponse> => {
    const entry = API_ENDPOINTS[name];
    if (!entry) throw new Error(`There is no call ${name}.`);
    const address = entry.path.replaceAll(/\{(\w+)\}/g, (_, key: string) => path[key] ?? '');
    const type: Record<string, string> = yaml === undefined ? {} : { 'content-type': 'application/yaml' };
    return request.fetch(`/api/v1${address}`, {
      method: entry.method,
      params: query,
      headers: { authorization: `Bearer ${token}`, ...type, ...headers },
      ...(yaml === undefined && body === undefined ? {} : { data: yaml ?? body }),
      maxRedirects: 0,
    });
  };
  return {
    ask,
    call: async (name, sent) => {
      const answer = await ask(name, sent);
      const entry = API_ENDPOINTS[name]!;
      const text = await answer.text();
      expect(answer.status(), `${name}: ${text.slice(0, 2000)}`).toBe(entry.status);
      expect(answer.headers()['content-type']).toContain(entry.contentType);
      if (entry.contentType !== 'application/json') return { text };
      const value: unknown = JSON.parse(text);
      // Parsing drops what the schema does not name: equal means that nothing is undocumented.
      expect(entry.answer.parse(value), name).toEqual(value);
      return value as Record<string, unknown>;
    },
    refused: async (name, sent) => {
      const answer = await ask(name, sent);
      const { error } = refusalSchema.strict().parse(await answer.json());
      expect(error.message).toMatch(/\.$/);
      expect(error.remedy).toMatch(/\.$/);
      return { status: answer.status(), type: error.type, problems: error.problems ?? [] };
    },
  };
}
