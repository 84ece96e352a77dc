import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ScriptInput } from '@/e2e/model-server/script';
import { directive } from '@/e2e/model-server/script';
import type { ModelServer } from '@/e2e/model-server/server';
import { startModelServer } from '@/e2e/model-server/server';

let server: ModelServer;
beforeEach(async () => {
  server = await startModelServer();
});
afterEach(async () => {
  await server.close();
});

const tools = [{ name: 'Bash', input_schema: { type: 'object', properties: { command: { type: 'string' } } } }];

function ask(turn: ScriptInput['turns'][number], body: Record<string, unknown> = {}, init: RequestInit = {}) {
  const messages = [{ role: 'user', content: directive({ turns: [turn] }) }];
  return fetch(`${server.url}/v1/messages?beta=true`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': 'secret-value' },
    body: JSON.stringify({ model: 'm', tools, messages, ...body }),
    ...init,
  });
}

test('answers with the scripted text and calls, and remembers what was asked', async () => {
  const response = await ask({ text: 'Hello', run: 'ls' });
  expect(await response.json()).toMatchObject({
    content: [
      { type: 'text', text: 'Hello' },
      { type: 'tool_use', name: 'Bash', input: { command: 'ls' } },
    ],
    stop_reason: 'tool_use',
  });
  expect(server.requests).toMatchObject([
    { protocol: 'anthropic', model: 'm', round: 0, status: 200, text: 'Hello', offeredTools: ['Bash'] },
  ]);
});

test('names the header of a key and never keeps the key', async () => {
  await ask({ text: 'Hello' });
  expect(server.requests[0]?.keyHeader).toBe('x-api-key');
  expect(JSON.stringify(server.requests)).not.toContain('secret-value');
});

test('streams frames', async () => {
  const response = await ask({ text: 'Hello' }, { stream: true });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  expect(await response.text()).toContain('event: message_stop');
});

test('fails with the scripted status', async () => {
  const response = await ask({ status: 429 });
  expect(response.status).toBe(429);
  expect(await response.json()).toMatchObject({ error: { type: 'rate_limit_error' } });
});

test('says in its text what the client offers no tool for', async () => {
  const response = await ask({ run: 'ls' }, { tools: [{ name: 'Other', input_schema: {} }] });
  expect(await response.json()).toMatchObject({ content: [{ text: 'This client offers no tool to run.' }] });
});

test('never answers a hanging turn', async () => {
  const waiting = ask({ hang: true }, {}, { signal: AbortSignal.timeout(200) });
  await expect(waiting).rejects.toThrow(/aborted|timeout/i);
  expect(server.requests).toHaveLength(1);
});

test('drops the connection before an answer', async () => {
  await expect(ask({ drop: true })).rejects.toThrow('fetch failed');
});

test('drops the connection half-way through an answer', async () => {
  const response = await ask({ drop: true, text: 'a long text that takes several pieces to say' }, { stream: true });
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow('terminated');
});

test('counts tokens and lists models', async () => {
  const count = await fetch(`${server.url}/v1/messages/count_tokens`, { method: 'POST', body: '{}' });
  expect(await count.json()).toEqual({ input_tokens: 100 });
  const models = await fetch(`${server.url}/v1/models`);
  expect(models.status).toBe(200);
});

test('refuses unknown paths and bodies that are no requests', async () => {
  expect((await fetch(`${server.url}/v2/other`, { method: 'POST', body: '{}' })).status).toBe(404);
  expect((await fetch(`${server.url}/v1/messages`, { method: 'POST', body: 'no json' })).status).toBe(400);
});

test('closes while a request hangs', async () => {
  const waiting = ask({ hang: true }).catch((error: unknown) => error);
  await expect.poll(() => server.requests.length).toBe(1);
  await server.close();
  expect(await waiting).toBeInstanceOf(Error);
});
